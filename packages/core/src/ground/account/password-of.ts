import { v4 as randomId } from 'uuid'
import type { Account } from './account-changes.ts'
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

/** Another hash in the place of what the account has, if it is still as it was read. */
export function withHash(account: Account, hash: string, now: number): Credential {
  const known = passwordOf(account)
  return known === null ? newPassword(hash, now) : successorOf(known, hash)
}
