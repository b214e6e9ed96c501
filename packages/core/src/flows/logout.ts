import type { Rooms } from '../rooms.ts'
import type { EndReason } from '../session/session.ts'
import type { SessionEnd } from '../store/store.ts'
import { authenticate, type Caller } from './authenticate.ts'

/** Ends the session of a token. Throws as `authenticate`, and ZtokenError `unavailable`. */
export async function logout(rooms: Rooms, token: string): Promise<void> {
  await endCallersSession(rooms, authenticate(rooms, token))
}

/** Ends the caller's session; a token without one is refused from now on by itself. */
export async function endCallersSession(rooms: Rooms, { sessionId, token }: Caller): Promise<void> {
  const end = sessionEnd(rooms, 'logged_out')
  if (sessionId === null) await rooms.store.revokeToken(token.revocationKey, token.claims.exp)
  else await rooms.store.endSession(sessionId, end)
  forget(rooms, [token.revocationKey], Math.max(end.revokedUntil, token.claims.exp))
}

/** Ends every session of a user; the number ended. */
export async function endAllSessions(
  rooms: Rooms,
  userId: string,
  reason: EndReason,
): Promise<number> {
  const end = sessionEnd(rooms, reason)
  const ended = await rooms.store.endSessions(userId, end, null)
  forget(rooms, ended, end.revokedUntil)
  return ended.length
}

/** Ends one session for a reason, first in the store, then in memory. */
export async function endSession(
  rooms: Rooms,
  sessionId: string,
  reason: EndReason,
): Promise<void> {
  const end = sessionEnd(rooms, reason)
  await rooms.store.endSession(sessionId, end)
  forget(rooms, [sessionId], end.revokedUntil)
}

const marginSeconds = 60

function sessionEnd({ clock, lifetimes }: Rooms, reason: EndReason): SessionEnd {
  const at = clock()
  // A token issued while the session was ending lives a moment longer than one issued now.
  const revokedUntil = Math.floor(at / 1000) + lifetimes.accessToken + marginSeconds
  return { reason, at, revokedUntil }
}

function forget({ revocations, clock }: Rooms, keys: readonly string[], until: number): void {
  const now = Math.floor(clock() / 1000)
  for (const key of keys) revocations.revoke(key, until, now)
}
