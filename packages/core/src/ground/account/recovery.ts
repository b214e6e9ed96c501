import type { Endings } from '../session/endings.ts'
import type { Account, AccountChanges } from './account-changes.ts'
import { type IdentityName, identityKey } from './identity.ts'
import { identityOf } from './proofs.ts'

/** For so long whoever an account was taken from gets it back by what it was found by. */
export const recoveryMilliseconds: number = 3 * 86_400_000

/** By what somebody gets their account back: since when it was theirs, and until when. Milliseconds. */
export interface Claim {
  readonly name: IdentityName
  readonly createdAt: number
  readonly since: number
}

/**
 * Whether nothing that the account is found by is older: what somebody added to another's account
 * gives it to them neither when it is taken away again nor by a notice.
 */
export function isOldest(account: Account, { name, createdAt }: Omit<Claim, 'since'>): boolean {
  const key = identityKey(name)
  return account.identities.every((one) => identityKey(one) === key || one.createdAt >= createdAt)
}

/**
 * What gives an account back: the password, every session and what was added in the 72 hours before
 * are whoever's that took it (attack A317). Null for a claim that does not hold: what the account is
 * not found by any more has to have been the oldest.
 */
export function recovery(
  account: Account,
  claim: Claim,
  { now, endings }: { readonly now: number; readonly endings: Endings },
): AccountChanges | null {
  const { name, since, createdAt } = claim
  const known = identityOf(account, name)
  if (known === null && !isOldest(account, claim)) return null
  const begins = account.user.createdAt
  const added = account.identities.filter((one) => isSince(one, since, begins))
  // A second factor from before is the owner's, as one that was added since is not.
  const going = account.credentials.filter(
    (one) => one.kind === 'password' || isSince(one, since, begins),
  )
  const { kind, subject } = name
  return {
    identities: {
      put: [known ?? { kind, subject, verifiedAt: now, createdAt }],
      remove: added.filter((one) => identityKey(one) !== identityKey(name)),
    },
    credentials: { remove: going.map(({ id }) => id) },
    ifEpoch: account.epoch,
    moveEpoch: true,
    endSessions: { end: endings.endFor('password_changed'), except: null },
  }
}

function isSince({ createdAt }: { readonly createdAt: number }, since: number, begins: number) {
  return createdAt >= since - recoveryMilliseconds && createdAt > begins
}
