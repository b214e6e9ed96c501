import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Ground } from '../ground/ground.ts'
import type { Page, PageInput } from '../ground/page/pages.ts'
import type { Caller } from '../ground/session/callers.ts'
import { endsAt } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { SessionPlace } from '../ground/session/slices.ts'

/** Who is signed in where, and how that ends. */
export interface Sessions {
  /**
   * Ends the session of an access token: the token is refused from then on, everywhere.
   *
   * @throws ZtokenError as `authenticate`, and `unavailable`.
   */
  logout(token: string): Promise<void>
  /**
   * Ends the caller's session; a token without one is refused from now on by itself.
   *
   * @throws ZtokenError `unavailable`.
   */
  endCallersSession(caller: Caller): Promise<void>
  /**
   * Ends one of the caller's own sessions; for another than this one the password has to have been
   * shown lately (OWASP ASVS 7.5.2), so that no copied token shuts its owner out.
   *
   * @throws ZtokenError `not_found`, for others' too, `step_up_required`, `unavailable`.
   */
  endOwnSession(caller: Caller, sessionId: string): Promise<void>
  /**
   * Ends all the caller's sessions but the one that asks. Out: how many ended.
   *
   * @throws ZtokenError `step_up_required`, `unavailable`.
   */
  endOtherSessions(caller: Caller): Promise<number>
  /**
   * All open sessions of a user, the newest first, while others are served: for the application.
   * What is shown to somebody comes in pages (`searchSessions`).
   *
   * @throws ZtokenError `unavailable`.
   */
  sessions(userId: string): Promise<Session[]>
  /**
   * A page of the open sessions of a user, the newest first; one whose sessions are over by time
   * has fewer than asked for.
   *
   * @throws ZtokenError `cursor_invalid`, `invalid_request`, `unavailable`.
   */
  searchSessions(userId: string, page?: PageInput): Promise<Page<Session>>
  /**
   * Which of these sessions are over, or none of ours; in the order in which they were given.
   *
   * @throws ZtokenError `unavailable`.
   */
  endedAmong(sessionIds: readonly string[]): Promise<string[]>
  /**
   * How many sessions of everybody are open, of all servers on the store, those that are over by
   * time left out. No question for a request: the whole table may have to be looked through.
   *
   * @throws ZtokenError `unavailable`.
   */
  countSessions(): Promise<number>
  /**
   * Kicks a user out: ends every session, and the tokens that have none. Out: how many ended.
   *
   * @throws ZtokenError `not_found`, `permission_denied`, `unavailable`.
   * @example
   * await auth.kickOut(userId)
   */
  kickOut(userId: string, actor?: Actor): Promise<number>
  /**
   * Kicks a user out of one session; the others go on.
   *
   * @throws ZtokenError `not_found`, for a session of somebody else too, `permission_denied`,
   * `unavailable`.
   */
  kickOutOfSession(userId: string, sessionId: string, actor?: Actor): Promise<void>
}

export function createSessions(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'lifetimes'
    | 'pages'
    | 'callers'
    | 'endings'
    | 'authority'
    | 'audit'
    | 'revocations'
  >,
): Sessions {
  const { store, clock, lifetimes, pages, callers, endings, authority, audit, revocations } = ground

  function lasting(sessions: readonly Session[]): Session[] {
    const now = clock()
    return sessions.filter((session) => endsAt(session, lifetimes) > now)
  }

  async function endCallersSession({ userId, sessionId, token }: Caller): Promise<void> {
    const record = audit.record('logout', { actorId: userId, userId, sessionId })
    if (sessionId !== null) {
      await endings.end({ sessionId, userId }, 'logged_out', record)
      return
    }
    const { revocationKey: key, claims } = token
    const revocation = await store.revokeToken(key, claims.exp, 'logged_out', [record])
    revocations.apply([revocation])
    audit.announce(record)
  }

  return {
    async logout(token) {
      const caller = callers.authenticateLooking(token)
      await endCallersSession(caller instanceof Promise ? await caller : caller)
    },
    endCallersSession,
    async endOwnSession(caller, id) {
      const { userId, sessionId } = caller
      if (id !== sessionId) await callers.requireRecentPassword(caller)
      const record = audit.record('session_ended', { actorId: userId, userId, sessionId: id })
      const ended = await endings.end({ sessionId: id, userId }, 'logged_out', record)
      if (ended === 0) throw new ZtokenError('not_found')
    },
    async endOtherSessions(caller) {
      const { userId, sessionId } = caller
      await callers.requireRecentPassword(caller)
      const detail = { which: 'others' }
      const record = audit.record('session_ended', { actorId: userId, userId, detail })
      return endings.end({ userId, except: sessionId }, 'logged_out', record)
    },
    sessions: async (userId) => lasting(await endings.openSessionsOf(userId)),
    async searchSessions(userId, input = {}) {
      // A cursor of one user's list means nothing in another's.
      const list = `sessions-${Buffer.from(userId, 'utf8').toString('base64url')}`
      const { position, limit } = pages.require(list, input)
      const found = await store.listSessions(userId, { after: placeOf(position), limit: limit + 1 })
      const page = pages.of(list, found, limit, ({ createdAt, id }) => `${createdAt} ${id}`)
      return { ...page, items: lasting(page.items) }
    },
    async endedAmong(ids) {
      const found = await Promise.all(ids.map((id) => store.findSession(id)))
      const open = found.filter((one) => one !== null && one.endedAt === null) as Session[]
      const lastingIds = new Set(lasting(open).map(({ id }) => id))
      return ids.filter((id) => !lastingIds.has(id))
    },
    countSessions() {
      const now = clock()
      return store.countSessions({
        now,
        usedBefore: now - lifetimes.sessionIdle * 1000,
        openedBefore: now - lifetimes.session * 1000,
      })
    },
    async kickOut(userId, actor = {}) {
      const detail = { which: 'all' }
      const record = authority.recordBy(actor, 'session_ended', { userId, detail })
      return authority.under(
        () => authority.requireMayManage(actor, userId),
        (ifAccess) => endings.end({ userId, except: null }, 'kicked_out', record, { ifAccess }),
      )
    },
    async kickOutOfSession(userId, sessionId, actor = {}) {
      const record = authority.recordBy(actor, 'session_ended', { userId, sessionId })
      const ended = await authority.under(
        () => authority.requireMayManage(actor, userId),
        (ifAccess) => endings.end({ sessionId, userId }, 'kicked_out', record, { ifAccess }),
      )
      if (ended === 0) throw new ZtokenError('not_found')
    },
  }
}

function placeOf(position: string | null): SessionPlace | null {
  if (position === null) return null
  const end = position.indexOf(' ')
  return { createdAt: Number(position.slice(0, end)), id: position.slice(end + 1) }
}
