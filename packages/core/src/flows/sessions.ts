import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import { endsAt } from '../session/rules.ts'
import type { Session } from '../session/session.ts'
import type { Caller } from './authenticate.ts'
import { type Actor, recordBy, requireMayManage, underAuthority } from './authority.ts'
import { requireRecentPassword } from './callers-session.ts'
import { endSessions } from './end-sessions.ts'

/** The open sessions of a user, the newest first. */
export async function listSessions(rooms: Rooms, userId: string): Promise<Session[]> {
  const now = rooms.clock()
  const open = await rooms.store.listSessions(userId)
  return open.filter((session) => endsAt(session, rooms.lifetimes) > now)
}

/**
 * How many sessions of everybody are open, those that are over by time left out. It is no question
 * for a request: the whole table may have to be looked through. Throws ZtokenError `unavailable`.
 */
export async function countSessions({ store, clock, lifetimes }: Rooms): Promise<number> {
  const now = clock()
  return store.countSessions({
    now,
    usedBefore: now - lifetimes.sessionIdle * 1000,
    openedBefore: now - lifetimes.session * 1000,
  })
}

/**
 * Ends one of the caller's own sessions; for another than this one the password has to have been
 * shown lately (OWASP ASVS 7.5.2), so that no copied token shuts its owner out.
 * Throws ZtokenError `not_found`, for others' too, `step_up_required`.
 */
export async function endOwnSession(rooms: Rooms, caller: Caller, id: string): Promise<void> {
  const { userId, sessionId } = caller
  if (id !== sessionId) await requireRecentPassword(rooms, caller)
  const record = rooms.audit.record('session_ended', { actorId: userId, userId, sessionId: id })
  const ended = await endSessions(rooms, { sessionId: id, userId }, 'logged_out', record)
  if (ended === 0) throw new ZtokenError('not_found')
}

/** Ends all the caller's sessions but the one that asks; the number ended. Throws `step_up_required`. */
export async function endOtherSessions(rooms: Rooms, caller: Caller): Promise<number> {
  const { userId, sessionId } = caller
  await requireRecentPassword(rooms, caller)
  const detail = { which: 'others' }
  const record = rooms.audit.record('session_ended', { actorId: userId, userId, detail })
  return endSessions(rooms, { userId, except: sessionId }, 'logged_out', record)
}

/**
 * Kicks a user out: ends every session, and the tokens that have none. The number ended.
 * Throws ZtokenError `not_found`, `permission_denied`, `unavailable`.
 */
export async function kickOut(rooms: Rooms, userId: string, actor: Actor = {}): Promise<number> {
  const detail = { which: 'all' }
  const record = recordBy(rooms, actor, 'session_ended', { userId, detail })
  return underAuthority(
    rooms,
    () => requireMayManage(rooms, actor, userId),
    (ifAccess) => endSessions(rooms, { userId, except: null }, 'kicked_out', record, { ifAccess }),
  )
}

/**
 * Kicks a user out of one session; the others go on. Throws ZtokenError `not_found`, for a session
 * of somebody else too, `permission_denied`, `unavailable`.
 */
export async function kickOutOfSession(
  rooms: Rooms,
  userId: string,
  sessionId: string,
  actor: Actor = {},
): Promise<void> {
  const record = recordBy(rooms, actor, 'session_ended', { userId, sessionId })
  const ended = await underAuthority(
    rooms,
    () => requireMayManage(rooms, actor, userId),
    (ifAccess) => endSessions(rooms, { sessionId, userId }, 'kicked_out', record, { ifAccess }),
  )
  if (ended === 0) throw new ZtokenError('not_found')
}
