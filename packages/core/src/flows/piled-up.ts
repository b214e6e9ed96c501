import { setImmediate as othersFirst, setTimeout as pause } from 'node:timers/promises'
import { ZtokenError } from '@ztoken/contract'
import type { AuditRecord } from '../ground/audit/entry.ts'
import type { Rooms } from '../ground/rooms.ts'
import { isWithin, sessionsToEnd } from '../ground/session/policy.ts'
import type { Session } from '../ground/session/session.ts'
import type {
  SessionEnd,
  SessionOpening,
  SessionOpeningOutcome,
} from '../ground/session/session-changes.ts'
import type { SessionPlace } from '../ground/session/slices.ts'

/** Sessions ended in one transaction: a few milliseconds, and then others get their turn. */
const slice = 50
/** So many are ended together with what they are ended for; most people never have more. */
const atOnce = 100
const pageSize = 200
const tries = 3
/** Of the time that a long piece of work takes, others get so many times as much. */
const restsForOthers = 2

/** All open sessions of a user, the newest first: page by page, while others are served. */
export async function openSessionsOf({ store }: Rooms, userId: string): Promise<Session[]> {
  const all: Session[] = []
  for (let after: SessionPlace | null = null; ; await othersFirst()) {
    const page: Session[] = await store.listSessions(userId, { after, limit: pageSize })
    all.push(...page)
    after = page.at(-1) ?? null
    if (page.length < pageSize) return all
  }
}

/** Lets others on, and longer where the slice took longer: a slow disk is slow for everybody. */
async function rest(began: number): Promise<void> {
  await pause(restsForOthers * (performance.now() - began))
}

/**
 * Ends what somebody has piled up, so that what follows ends a handful with the change it is about:
 * thousands in one transaction would have everybody wait. Where it is broken off, sessions have
 * ended that nobody was told of, and the change has not been made. Out: how many ended.
 * Throws ZtokenError `unavailable`.
 */
export async function endPiledUp(
  rooms: Rooms,
  userId: string,
  end: SessionEnd,
  {
    except = null,
    ifEpoch,
  }: { readonly except?: string | null; readonly ifEpoch?: number | undefined } = {},
): Promise<number> {
  const { store, revocations } = rooms
  const newest = await store.listSessions(userId, { after: null, limit: atOnce })
  if (newest.length < atOnce) return 0
  // What is bound to be refused ends nothing.
  if (ifEpoch !== undefined && (await store.findAccount(userId))?.epoch !== ifEpoch) return 0
  let ended = 0
  for (let last = newest.at(-1); last !== undefined; ) {
    const began = performance.now()
    const page: Session[] = await store.listSessions(userId, { after: last, limit: slice })
    const ids = page.map(({ id }) => id).filter((id) => id !== except)
    const revoked = await store.endSomeSessions({ userId, ids, end })
    revocations.apply(revoked)
    ended += revoked.length
    last = page.at(-1)
    await rest(began)
  }
  return ended
}

/** Removes what is kept of a user's ended sessions, slice by slice, but for a handful. */
export async function forgetEndedSessions({ store }: Rooms, userId: string): Promise<void> {
  for (let began = performance.now(); ; began = performance.now()) {
    const some = { keep: atOnce, limit: slice }
    if ((await store.forgetEndedSessions(userId, some)) < slice) return
    await rest(began)
  }
}

/**
 * Opens a session as the store does; where there are far more open than may be, as in a database in
 * which there was no bound before, the least recently used end first, slice by slice.
 * Throws ZtokenError `unavailable`.
 */
export async function openWithinBound(
  rooms: Rooms,
  opening: SessionOpening,
  audit: readonly AuditRecord[],
): Promise<Exclude<SessionOpeningOutcome, { outcome: 'crowded' }>> {
  for (let n = 0; n < tries; n += 1) {
    const result = await rooms.store.openSession(opening, audit)
    if (result.outcome !== 'crowded') return result
    const account = await rooms.store.findAccount(opening.session.userId)
    if (account?.epoch !== opening.epoch) return { outcome: 'stale' }
    if (!(await bringDown(rooms, opening))) return { outcome: 'full' }
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}

/**
 * Goes through all that are open and keeps, of those seen, the ones that may stay. Out: false where
 * the policy is to refuse, and those that are alive are enough already.
 */
async function bringDown(rooms: Rooms, opening: SessionOpening): Promise<boolean> {
  const { session, policy } = opening
  let staying: readonly Session[] = []
  for (let after: SessionPlace | null = null; ; ) {
    const began = performance.now()
    const page: Session[] = await rooms.store.listSessions(session.userId, { after, limit: slice })
    const seen = [...staying, ...page]
    const replaced = sessionsToEnd(seen, session, policy)
    const over = page.filter((one) => !isWithin(one, policy))
    await endRecorded(rooms, opening, [...over, ...(replaced ?? [])])
    if (replaced === null) return false
    after = page.at(-1) ?? null
    if (page.length < slice) return true
    const going = new Set([...over, ...replaced])
    staying = seen.filter((one) => !going.has(one))
    await rest(began)
  }
}

async function endRecorded(
  rooms: Rooms,
  { end, recordEnd, session: { userId } }: SessionOpening,
  going: readonly Session[],
): Promise<void> {
  if (going.length === 0) return
  const records = going.map((one) => recordEnd(one))
  const ids = going.map(({ id }) => id)
  const revoked = await rooms.store.endSomeSessions({ userId, ids, end }, records)
  rooms.revocations.apply(revoked)
  const ended = new Set(revoked.map(({ key }) => key))
  for (const record of records) {
    if (ended.has(record.sessionId ?? '')) rooms.audit.announce(record)
  }
}
