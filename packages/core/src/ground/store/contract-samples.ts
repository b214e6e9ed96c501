import assert from 'node:assert/strict'
import type { Account } from '../account/account-changes.ts'
import type { Credential } from '../account/credential.ts'
import { newAccount } from '../account/new-accounts.ts'
import { passwordOf, withHash } from '../account/password-of.ts'
import type { User } from '../account/user.ts'
import type { AuditQuery, AuditRecord } from '../audit/entry.ts'
import type { Session } from '../session/session.ts'
import type { SessionEnd, SessionOpening, SessionPolicy } from '../session/session-changes.ts'
import type { Store } from './store.ts'

/** One promise of the store's port, kept or broken by `run`. The store is empty at the start. */
export interface StorePromise {
  readonly title: string
  run(store: Store): Promise<void>
}

/** Texts that a careless statement, pattern or encoding trips over. */
export const naughty = `'; DROP TABLE users;-- "\\ $1 :x ?1 {"a":1} 😀 e\u0301 \u202e 张三 %_`

/** Somebody with a phone and a password, which is the hash of their id. */
export function account(
  id: string,
  phone: string | null = `+86${id}`,
  user: Partial<User> = {},
  hash: string | null = `hash of ${id}`,
): Account {
  const given = {
    id,
    phone,
    name: id,
    avatar: null,
    intro: null,
    level: 0,
    roles: [],
    ban: null,
    createdAt: 1_000,
    ...user,
  }
  const { identities, credentials, ...rest } = newAccount(given, hash)
  // One name for the same password, so that what a store gives can be compared.
  return { ...rest, identities, credentials: credentials.map((one) => ({ ...one, id: `p${id}` })) }
}

/** A password of theirs in the place of the one they have. */
export function otherPassword(of: Account, hash: string): Credential {
  return { ...withHash(of, hash, 1_000), id: passwordOf(of)?.id ?? `p${of.user.id}` }
}

export function session(id: string, userId: string, createdAt = 1_000): Session {
  return {
    id,
    userId,
    device: null,
    deviceKind: null,
    address: null,
    amr: ['pwd'],
    createdAt,
    verifiedAt: createdAt,
    usedAt: createdAt,
    counter: 0,
    rotatedAt: createdAt,
    expiresAt: null,
    endedAt: null,
    endReason: null,
  }
}

export const end: SessionEnd = { reason: 'logged_out', at: 5_500, revokedUntil: 3_605 }

/** As many sessions as somebody likes, none of which is ever over. */
export const anyNumber: SessionPolicy = {
  maximum: null,
  whenFull: 'end_oldest',
  oneForEachKind: false,
  now: 0,
  usedBefore: 0,
  openedBefore: 0,
}

export function opening(one: Session, policy: Partial<SessionPolicy> = {}): SessionOpening {
  const replaced: SessionEnd = { reason: 'replaced', at: one.createdAt, revokedUntil: 4_000 }
  const recordEnd = ({ id }: Session): AuditRecord => record(`end of ${id}`)
  return { session: one, epoch: 0, policy: { ...anyNumber, ...policy }, end: replaced, recordEnd }
}

/** Opens sessions for a user under epoch 0, the first at 1000, each a millisecond later. */
export async function openAll(store: Store, userId: string, ids: readonly string[]): Promise<void> {
  for (const [n, id] of ids.entries()) {
    const { outcome } = await store.openSession(opening(session(id, userId, 1_000 + n)))
    assert.equal(outcome, 'opened')
  }
}

export function record(id: string, fields: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id,
    at: 1_000,
    event: 'login',
    actorId: null,
    userId: null,
    sessionId: null,
    address: null,
    device: null,
    detail: null,
    deliverTo: [],
    ...fields,
  }
}

/** Of the audit: all there is, a page of it. */
export const everyEntry: AuditQuery = {
  before: null,
  limit: 100,
  userId: null,
  event: null,
  from: null,
  until: null,
}

/** The ids of everything recorded, in the order of recording. */
export async function recorded(store: Store): Promise<string[]> {
  const entries = await store.listAudit({ ...everyEntry, limit: 1_000 })
  return entries.map(({ id }) => id).reverse()
}

/** What is revoked, in order: kind and key. */
export async function revoked(store: Store): Promise<string[]> {
  const all = await store.listRevocations({ after: 0, now: 0, limit: 1_000 })
  return all.map(({ kind, key }) => `${kind} ${key}`)
}

/** The ids of a user's open sessions, the newest first. */
export async function openIds(store: Store, userId: string): Promise<string[]> {
  return (await store.listSessions(userId)).map(({ id }) => id)
}

/** Runs something many times at once. */
export function atOnce<Result>(
  times: number,
  run: (n: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(Array.from({ length: times }, (_, n) => run(n)))
}

/** Sweeps until nothing is left to remove: one sweep does a bounded amount. Out: the rows. */
export async function sweepAll(sweep: () => Promise<number>): Promise<number> {
  let rows = 0
  for (;;) {
    const removed = await sweep()
    if (removed === 0) return rows
    rows += removed
  }
}
