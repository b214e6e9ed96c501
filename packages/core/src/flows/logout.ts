import type { Rooms } from '../ground/rooms.ts'
import { authenticateLooking, type Caller } from './authenticate.ts'
import { endSessions } from './end-sessions.ts'

/** Ends the session of a token. Throws as `authenticate`, and ZtokenError `unavailable`. */
export async function logout(rooms: Rooms, token: string): Promise<void> {
  const caller = authenticateLooking(rooms, token)
  await endCallersSession(rooms, caller instanceof Promise ? await caller : caller)
}

/** Ends the caller's session; a token without one is refused from now on by itself. */
export async function endCallersSession(rooms: Rooms, caller: Caller): Promise<void> {
  const { userId, sessionId, token } = caller
  const record = rooms.audit.record('logout', { actorId: userId, userId, sessionId })
  if (sessionId !== null) {
    await endSessions(rooms, { sessionId, userId }, 'logged_out', record)
    return
  }
  const { revocationKey: key, claims } = token
  const revocation = await rooms.store.revokeToken(key, claims.exp, 'logged_out', [record])
  rooms.revocations.apply([revocation])
  rooms.audit.announce(record)
}
