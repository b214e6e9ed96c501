import type { Codes } from '../one-time-codes/index.ts'
import type { Account } from './account-changes.ts'
import type { Identity } from './identity.ts'
import { passwordOf } from './password-of.ts'

/**
 * Whether somebody comes in by these identities of theirs: with their password, or by a code that is
 * sent there.
 */
export function canSignInBy(
  account: Account,
  identities: readonly Identity[],
  codes: Pick<Codes, 'offers'>,
): boolean {
  if (identities.length > 0 && passwordOf(account) !== null) return true
  return identities.some(({ kind, verifiedAt }) => verifiedAt !== null && canReceive(kind, codes))
}

function canReceive(kind: Identity['kind'], codes: Pick<Codes, 'offers'>): boolean {
  return (kind === 'phone' && codes.offers('sms')) || (kind === 'email' && codes.offers('email'))
}
