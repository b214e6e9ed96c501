import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import { auditRoutes } from './audit.ts'
import { callerRoutes } from './caller.ts'
import { keyRoutes } from './keys.ts'
import { loginRoutes } from './login.ts'
import { meRoutes } from './me.ts'
import { operationRoutes } from './operations.ts'
import { type FeedOptions, revocationRoutes } from './revocations.ts'
import { roleRoutes } from './roles.ts'
import { sessionRoutes } from './sessions.ts'
import { tutorialRoutes } from './tutorial.ts'
import { userRoutes } from './users.ts'

export interface AllRoutesOptions {
  readonly core: Core
  readonly feed: FeedOptions
  readonly pages: boolean
}

/** Everything that is answered: the tutorial's routes, the modern API, what operators ask. */
export async function allRoutes(
  app: FastifyInstance,
  { core, feed, pages }: AllRoutesOptions,
): Promise<void> {
  await app.register(tutorialRoutes, { core })
  for (const routes of [
    loginRoutes,
    callerRoutes,
    meRoutes,
    sessionRoutes,
    userRoutes,
    roleRoutes,
    auditRoutes,
    keyRoutes,
  ]) {
    await app.register(routes, { core })
  }
  await app.register(revocationRoutes, { core, feed })
  await app.register(operationRoutes, { core })
  if (!pages) return
  // Loaded only where there are pages: a library needs no server of files.
  const { pageRoutes } = await import('../pages/pages.ts')
  await app.register(pageRoutes)
}
