import type { IfAccess } from '../ground/access/access-state.ts'
import type { AuditRecord } from '../ground/audit/entry.ts'
import type { Revocation } from '../ground/revocation/revocation.ts'
import type { Rooms } from '../ground/rooms.ts'
import type { EndReason } from '../ground/session/session.ts'
import type { SessionEnd, SessionSelector } from '../ground/session/session-changes.ts'
import { endPiledUp } from './piled-up.ts'

/** A token issued while its session was ending lives a moment longer than one issued now. */
const marginSeconds = 60
/** The end of the year 9999: a Flask application chooses how long its tokens hold. */
const forEver = 253_402_300_799

const endsForeignTokens: ReadonlySet<EndReason> = new Set([
  'kicked_out',
  'password_changed',
  'banned',
  'deleted',
])

/**
 * How sessions end now, for this reason. Tokens of other issuers that have no session end with them,
 * those issued up to now. For a deleted account no moment counts, and as long as somebody is banned
 * (`bannedUntil`, milliseconds, null for good) what another application issues meanwhile does not
 * hold either: it knows of no ban.
 */
export function sessionEnd(
  rooms: Rooms,
  reason: EndReason,
  bannedUntil?: number | null,
): SessionEnd {
  const at = rooms.clock()
  const revokedUntil = Math.floor(at / 1000) + rooms.lifetimes.accessToken + marginSeconds
  const reachesForeign = rooms.acceptsForeign && endsForeignTokens.has(reason)
  if (!reachesForeign) return { reason, at, revokedUntil }
  const isForGood = reason === 'deleted' || bannedUntil === null
  const before = isForGood ? forEver : Math.floor(Math.max(at, bannedUntil ?? 0) / 1000)
  return { reason, at, revokedUntil, revokeUserUntil: forEver, revokeUserBefore: before }
}

/**
 * Ends sessions, first in the store, then in memory. Out: how many were open.
 * Throws ZtokenError `unavailable`.
 */
export async function endSessions(
  rooms: Rooms,
  selector: SessionSelector,
  reason: EndReason,
  record: AuditRecord,
  how: IfAccess = {},
): Promise<number> {
  const end = sessionEnd(rooms, reason)
  const piledUp = 'except' in selector ? await endPiledUp(rooms, selector.userId, end, selector) : 0
  const revocations = await rooms.store.endSessions(selector, end, [record], how)
  rooms.revocations.apply(revocations)
  // Of a user it is kept in any case: logins under way have been ended.
  if (revocations.length > 0 || 'except' in selector) rooms.audit.announce(record)
  return piledUp + endedCount(revocations)
}

export function endedCount(revocations: readonly Revocation[]): number {
  return revocations.filter(({ kind }) => kind === 'session').length
}
