import { grantView, paths, type SetupBody, setupBody } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'
import { ok, originOf, type RouteOptions, schemaOf } from './route.ts'
import { keepFromOldCaches } from './secure-replies.ts'

/** Making the first administrator, with the token that the server printed when it started. */
export async function setupRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  app.post<{ Body: SetupBody }>(
    paths.setup,
    schemaOf({ body: setupBody, data: grantView }),
    async (request, reply) => {
      const { setup_token: setupToken, device, device_kind, ...input } = request.body
      const origin = originOf(request, { device, device_kind })
      const grant = await core.setUp({ ...input, setupToken }, origin)
      keepFromOldCaches(reply)
      return ok(request, core.views.grant(grant))
    },
  )
}
