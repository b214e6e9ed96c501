import { v4 as randomId } from 'uuid'
import type { Account } from './account-changes.ts'
import type { Credential } from './credential.ts'
import type { Identity } from './identity.ts'
import type { User } from './user.ts'

/** An account as it begins: found by its phone, with a password or none. */
export function newAccount(user: User, passwordHash: string | null): Account {
  const { phone, createdAt } = user
  const identities: Identity[] =
    phone === null ? [] : [{ kind: 'phone', subject: phone, verifiedAt: null, createdAt }]
  const credentials = passwordHash === null ? [] : [newPassword(passwordHash, createdAt)]
  return { user, identities, credentials, epoch: 0 }
}

function newPassword(hash: string, createdAt: number): Credential {
  return { id: randomId(), kind: 'password', data: hash, version: 1, createdAt }
}

/** The password of an account, or null where there is none. */
export function passwordOf({ credentials }: Account): Credential | null {
  return credentials.find(({ kind }) => kind === 'password') ?? null
}

/** The hash of it. */
export function passwordHashOf(account: Account): string | null {
  return passwordOf(account)?.data ?? null
}

/** Another hash in the place of what the account has, if it is still as it was read. */
export function withHash(account: Account, hash: string, now: number): Credential {
  const known = passwordOf(account)
  if (known === null) return newPassword(hash, now)
  return { ...known, data: hash, version: known.version + 1 }
}
