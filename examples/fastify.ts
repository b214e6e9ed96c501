import Fastify, { type FastifyInstance } from 'fastify'
import type { Ztoken } from 'ztoken'
import { callerOf, loginRequired } from 'ztoken/fastify'

/** A Fastify application with one route for everybody who has signed in. */
export function createApp(auth: Ztoken): FastifyInstance {
  const app = Fastify()
  app.get('/mine', { onRequest: loginRequired(auth) }, async (request) => {
    return { userId: callerOf(request).userId }
  })
  return app
}
