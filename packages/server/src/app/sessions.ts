import {
  endedView,
  type IdParams,
  idParams,
  paths,
  sessionsView,
  type UserSessionParams,
  userSessionParams,
} from '@ztoken/contract'
import type { Session } from '@ztoken/core'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf, ok, permissionGuard, type RouteOptions, schemaOf } from './route.ts'
import { requireUserById } from './users.ts'

/** Sessions: one's own, and those of others for administrators. */
export async function sessionRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  const onRequest = loginRequired(core)
  const may = permissionGuard(core)

  app.get(paths.mySessions, { onRequest, ...schemaOf({ data: sessionsView }) }, async (request) =>
    ok(request, shown(request, await core.sessions(callerOf(request).userId))),
  )

  app.delete(paths.mySessions, { onRequest, ...schemaOf({ data: endedView }) }, async (request) =>
    ok(request, { ended: await core.endOtherSessions(callerOf(request)) }),
  )

  app.delete<{ Params: IdParams }>(
    paths.mySession,
    { onRequest, ...schemaOf({ params: idParams }) },
    async (request) => {
      await core.endOwnSession(callerOf(request), request.params.id)
      return ok(request)
    },
  )

  app.get<{ Params: IdParams }>(
    paths.userSessions,
    { onRequest: may('session:read'), ...schemaOf({ params: idParams, data: sessionsView }) },
    async (request) => {
      const { id } = await requireUserById(core, request.params.id)
      return ok(request, shown(request, await core.sessions(id)))
    },
  )

  app.delete<{ Params: IdParams }>(
    paths.userSessions,
    { onRequest: may('session:end'), ...schemaOf({ params: idParams, data: endedView }) },
    async (request) =>
      ok(request, {
        ended: await core.kickout(request.params.id, actorOf(request, 'session:end')),
      }),
  )

  app.delete<{ Params: UserSessionParams }>(
    paths.userSession,
    { onRequest: may('session:end'), ...schemaOf({ params: userSessionParams }) },
    async (request) => {
      const { id, session } = request.params
      await core.kickoutOfSession(id, session, actorOf(request, 'session:end'))
      return ok(request)
    },
  )

  function shown(request: FastifyRequest, sessions: readonly Session[]): { sessions: unknown[] } {
    const { sessionId } = callerOf(request)
    return { sessions: sessions.map((session) => core.views.session(session, sessionId)) }
  }
}
