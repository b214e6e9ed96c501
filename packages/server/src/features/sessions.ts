import { type SessionsView, sessionsOperations } from '@ztoken/contract'
import type { Core, Page, Session } from '@ztoken/core'
import { actorOf, callerOf, type GuardedRequest, pageOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'
import { requireUserById } from '../http/users.ts'

/** Sessions: one's own, and those of others for administrators. */
export function sessions({ route }: Http, core: Core): void {
  route(sessionsOperations.listMySessions, async (page, request) =>
    shown(request, await core.searchSessions(callerOf(request).userId, pageOf(page))),
  )

  route(sessionsOperations.endMyOtherSessions, async (_input, request) => ({
    ended: await core.endOtherSessions(callerOf(request)),
  }))

  route(sessionsOperations.endMySession, async ({ id }, request) => {
    await core.endOwnSession(callerOf(request), id)
  })

  route(sessionsOperations.listSessions, async ({ id, ...page }, request) => {
    const user = await requireUserById(core, id)
    return shown(request, await core.searchSessions(user.id, pageOf(page)))
  })

  route(sessionsOperations.endSessions, async ({ id }, request) => ({
    ended: await core.kickOut(id, actorOf(request)),
  }))

  route(sessionsOperations.endSession, async ({ id, session }, request) => {
    await core.kickOutOfSession(id, session, actorOf(request))
  })

  function shown(request: GuardedRequest, { items, next }: Page<Session>): SessionsView {
    const { sessionId } = callerOf(request)
    return { sessions: items.map((session) => core.views.session(session, sessionId)), next }
  }
}
