import type { Endings } from '../session/endings.ts'
import type { Account, AccountChanges } from './account-changes.ts'
import { type Identity, type IdentityName, identityKey } from './identity.ts'

/** What of an account an identity is; null where it is found by something else. */
export function identityOf(account: Account, name: IdentityName): Identity | null {
  const key = identityKey(name)
  return account.identities.find((one) => identityKey(one) === key) ?? null
}

/** True where it was never shown that this is theirs. */
export function isUnproven(account: Account, name: IdentityName): boolean {
  return identityOf(account, name)?.verifiedAt === null
}

/** The identity as one that was shown to be theirs now. */
export function proven(account: Account, name: IdentityName, now: number): Identity {
  const known = identityOf(account, name)
  return { ...name, verifiedAt: known?.verifiedAt ?? now, createdAt: known?.createdAt ?? now }
}

/**
 * What the first proof of an identity changes where whoever gives it has shown nothing else:
 * passwords and sessions from before it end, since somebody else may have registered with it and
 * waited (pre-hijacking, attacks A207, A314).
 */
export function firstProof(
  account: Account,
  name: IdentityName,
  { endings, now }: { readonly endings: Endings; readonly now: number },
): AccountChanges {
  const passwords = account.credentials.filter(({ kind }) => kind === 'password')
  return {
    identities: { put: [proven(account, name, now)] },
    credentials: { remove: passwords.map(({ id }) => id) },
    ifEpoch: account.epoch,
    moveEpoch: true,
    endSessions: { end: endings.endFor('password_changed'), except: null },
  }
}
