import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'
import { endsAt } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { SessionPlace } from '../ground/session/slices.ts'
import type { Caller } from './authenticate.ts'
import { type Actor, recordBy, requireMayManage, underAuthority } from './authority.ts'
import { requireRecentPassword } from './callers-session.ts'
import { endSessions } from './end-sessions.ts'
import { type Page, type PageInput, pageOf, positionOf, requireLimit } from './pages.ts'
import { openSessionsOf } from './piled-up.ts'

/**
 * All open sessions of a user, the newest first, while others are served: for the application. What
 * is shown to somebody comes in pages (`searchSessions`).
 */
export async function listSessions(rooms: Rooms, userId: string): Promise<Session[]> {
  return lasting(rooms, await openSessionsOf(rooms, userId))
}

/**
 * A page of the open sessions of a user, the newest first; one whose sessions are over by time has
 * fewer than asked for. Throws ZtokenError `cursor_invalid`, `invalid_request`, `unavailable`.
 */
export async function searchSessions(
  rooms: Rooms,
  userId: string,
  input: PageInput = {},
): Promise<Page<Session>> {
  const limit = requireLimit(input.limit)
  // A cursor of one user's list means nothing in another's.
  const list = `sessions-${Buffer.from(userId, 'utf8').toString('base64url')}`
  const after = placeOf(positionOf(rooms, list, input.after))
  const found = await rooms.store.listSessions(userId, { after, limit: limit + 1 })
  const page = pageOf(rooms, list, found, limit, ({ createdAt, id }) => `${createdAt} ${id}`)
  return { ...page, items: lasting(rooms, page.items) }
}

function placeOf(position: string | null): SessionPlace | null {
  if (position === null) return null
  const end = position.indexOf(' ')
  return { createdAt: Number(position.slice(0, end)), id: position.slice(end + 1) }
}

function lasting({ clock, lifetimes }: Rooms, sessions: readonly Session[]): Session[] {
  const now = clock()
  return sessions.filter((session) => endsAt(session, lifetimes) > now)
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
