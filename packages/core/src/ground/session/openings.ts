import { ZtokenError } from '@ztoken/contract'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Revocations } from '../revocation/revocations.ts'
import type { Store } from '../store/store.ts'
import { rest, slice } from './piled-up.ts'
import { isWithin, sessionsToEnd } from './policy.ts'
import type { Session } from './session.ts'
import type { SessionOpening, SessionOpeningOutcome } from './session-changes.ts'
import type { SessionPlace } from './slices.ts'

const tries = 3

interface Needs {
  readonly store: Store
  readonly revocations: Revocations
  readonly audit: Audit
}

/**
 * Opens a session as the store does; where there are far more open than may be, as in a database in
 * which there was no bound before, the least recently used end first, slice by slice.
 * Throws ZtokenError `unavailable`.
 */
export async function openWithinBound(
  needs: Needs,
  opening: SessionOpening,
  audit: readonly AuditRecord[],
): Promise<Exclude<SessionOpeningOutcome, { outcome: 'crowded' }>> {
  const { store } = needs
  for (let n = 0; n < tries; n += 1) {
    const result = await store.openSession(opening, audit)
    if (result.outcome !== 'crowded') return result
    const account = await store.findAccount(opening.session.userId)
    if (account?.epoch !== opening.epoch) return { outcome: 'stale' }
    if (!(await bringDown(needs, opening))) return { outcome: 'full' }
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}

/**
 * Goes through all that are open and keeps, of those seen, the ones that may stay. Out: false where
 * the policy is to refuse, and those that are alive are enough already.
 */
async function bringDown(needs: Needs, opening: SessionOpening): Promise<boolean> {
  const { session, policy } = opening
  let staying: readonly Session[] = []
  for (let after: SessionPlace | null = null; ; ) {
    const began = performance.now()
    const page: Session[] = await needs.store.listSessions(session.userId, { after, limit: slice })
    const seen = [...staying, ...page]
    const replaced = sessionsToEnd(seen, session, policy)
    const over = page.filter((one) => !isWithin(one, policy))
    await endRecorded(needs, opening, [...over, ...(replaced ?? [])])
    if (replaced === null) return false
    after = page.at(-1) ?? null
    if (page.length < slice) return true
    const going = new Set([...over, ...replaced])
    staying = seen.filter((one) => !going.has(one))
    await rest(began)
  }
}

async function endRecorded(
  { store, revocations, audit }: Needs,
  { end, recordEnd, session: { userId } }: SessionOpening,
  going: readonly Session[],
): Promise<void> {
  if (going.length === 0) return
  const records = going.map((one) => recordEnd(one))
  const ids = going.map(({ id }) => id)
  const revoked = await store.endSomeSessions({ userId, ids, end }, records)
  revocations.apply(revoked)
  const ended = new Set(revoked.map(({ key }) => key))
  for (const record of records) {
    if (ended.has(record.sessionId ?? '')) audit.announce(record)
  }
}
