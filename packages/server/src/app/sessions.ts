import {
  endedView,
  type IdParams,
  idParams,
  paths,
  type SessionsQuery,
  type SessionsView,
  sessionsQuery,
  sessionsView,
  type UserSessionParams,
  userSessionParams,
} from '@ztoken/contract'
import type { Page, Session } from '@ztoken/core'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf, ok, pageOf, permissionGuard, type RouteOptions, schemaOf } from './route.ts'
import { requireUserById } from './users.ts'

/** Sessions: one's own, and those of others for administrators. */
export async function sessionRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  const onRequest = loginRequired(core)
  const may = permissionGuard(core)

  app.get<{ Querystring: SessionsQuery }>(
    paths.mySessions,
    { onRequest, ...schemaOf({ querystring: sessionsQuery, data: sessionsView }) },
    async (request) => {
      const page = await core.searchSessions(callerOf(request).userId, pageOf(request.query))
      return ok(request, shown(request, page))
    },
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

  app.get<{ Params: IdParams; Querystring: SessionsQuery }>(
    paths.userSessions,
    {
      onRequest: may('session:read'),
      ...schemaOf({ params: idParams, querystring: sessionsQuery, data: sessionsView }),
    },
    async (request) => {
      const { id } = await requireUserById(core, request.params.id)
      const page = await core.searchSessions(id, pageOf(request.query))
      return ok(request, shown(request, page))
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

  function shown(request: FastifyRequest, { items, next }: Page<Session>): SessionsView {
    const { sessionId } = callerOf(request)
    return { sessions: items.map((session) => core.views.session(session, sessionId)), next }
  }
}
