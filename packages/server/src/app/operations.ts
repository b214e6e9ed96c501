import { paths, tutorialReply } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'

/** What operators and load balancers ask. */
export async function operationRoutes(
  app: FastifyInstance,
  { core }: { readonly core: Core },
): Promise<void> {
  app.get(paths.health, async () => tutorialReply('ok'))

  app.get(paths.readiness, async () => {
    await core.ready()
    return tutorialReply('ok')
  })
}
