import type { Ground } from '../ground/ground.ts'

const kind = 'passkey domain'
const question = { id: kind, kind, subject: kind }
/** The end of the year 9999: as long as there is a store. */
const forEver = 253_402_300_799_000
/** A start under another domain costs one. */
const starts = 1_000_000

/**
 * Whether passkeys were made for another domain until now; from now on it is this one. It is the
 * answer to a question that stands in the store, and every start answers and asks it anew. Throws
 * ZtokenError `unavailable`.
 */
export async function hasMoved(
  { store, clock }: Pick<Ground, 'store' | 'clock'>,
  rpId: string,
): Promise<boolean> {
  const { outcome } = await store.answerChallenge({ ...question, answer: rpId, now: clock() })
  const asked = { ...question, answer: rpId, data: '', tries: starts, expiresAt: forEver }
  await store.putChallenge(asked)
  return outcome === 'wrong'
}
