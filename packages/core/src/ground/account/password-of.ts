import { v4 as randomId } from 'uuid'
import type { Account, CredentialChanges } from './account-changes.ts'
import { type Credential, successorOf } from './credential.ts'

/** A password that nobody had before. */
export function newPassword(hash: string, createdAt: number): Credential {
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

/**
 * A password that is set without the one before being shown: it is as old as that, which says that
 * nobody has to have known the account until then.
 */
export function setAnew(account: Account, hash: string, now: number): CredentialChanges {
  const known = passwordOf(account)
  return { put: [newPassword(hash, now)], remove: known === null ? [] : [known.id] }
}

/** Another hash in the place of what the account has, if it is still as it was read. */
export function withHash(account: Account, hash: string, now: number): Credential {
  const known = passwordOf(account)
  return known === null ? newPassword(hash, now) : successorOf(known, hash)
}
