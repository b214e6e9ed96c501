import type { Account, AccountChanges } from '../account/account-changes.ts'
import type { Factor } from './factor.ts'

/**
 * What removing one of an account's second factors changes, or all of them: recovery codes stand for
 * another one, and none stay by themselves.
 */
export function removalOf(
  { epoch }: Account,
  all: readonly Factor[],
  going?: Factor,
): AccountChanges {
  const staying = all.filter((one) => going !== undefined && one.id !== going.id)
  const isNothingLeft = staying.every(({ kind }) => kind === 'recovery_codes')
  const remove = isNothingLeft ? all : all.filter((one) => one.id === going?.id)
  return { credentials: { remove: remove.map(({ id }) => id) }, ifEpoch: epoch, moveEpoch: true }
}
