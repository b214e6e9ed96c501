import { type CallerView, callerView, paths } from '@ztoken/contract'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance } from 'fastify'
import { ok, type RouteOptions, schemaOf } from './route.ts'

/**
 * Who holds the token, from memory: for a proxy that asks before it lets a request on (nginx
 * `auth_request`, Traefik `forwardAuth`), which takes the ids from the headers.
 */
export async function callerRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  app.get(
    paths.caller,
    { onRequest: loginRequired(core), ...schemaOf({ data: callerView }) },
    async (request, reply) => {
      const { userId, sessionId, token } = callerOf(request)
      reply.header('x-user-id', userId)
      if (sessionId !== null) reply.header('x-session-id', sessionId)
      const expiresAt = new Date(token.claims.exp * 1000).toISOString()
      const caller: CallerView = { user_id: userId, session_id: sessionId, expires_at: expiresAt }
      return ok(request, caller)
    },
  )
}
