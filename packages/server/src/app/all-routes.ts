import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import { type AboutOptions, aboutRoutes } from './about.ts'
import { auditRoutes } from './audit.ts'
import { callerRoutes } from './caller.ts'
import { keyRoutes } from './keys.ts'
import { loginRoutes } from './login.ts'
import { meRoutes } from './me.ts'
import { operationRoutes } from './operations.ts'
import { type FeedOptions, revocationRoutes } from './revocations.ts'
import { roleRoutes } from './roles.ts'
import { type SessionEventsOptions, sessionEventsRoutes } from './session-events.ts'
import { sessionRoutes } from './sessions.ts'
import { setupRoutes } from './setup.ts'
import { tutorialRoutes } from './tutorial.ts'
import { userRoutes } from './users.ts'

export interface AllRoutesOptions {
  readonly core: Core
  readonly feed: FeedOptions
  readonly sessionEvents: SessionEventsOptions
  readonly about: AboutOptions
  readonly registration: boolean
}

/** Everything that is answered: the tutorial's routes, the modern API, what operators ask. */
export async function allRoutes(
  app: FastifyInstance,
  { core, feed, sessionEvents, about, registration }: AllRoutesOptions,
): Promise<void> {
  await app.register(tutorialRoutes, { core })
  await app.register(loginRoutes, { core, registration })
  for (const routes of [
    callerRoutes,
    meRoutes,
    sessionRoutes,
    setupRoutes,
    userRoutes,
    roleRoutes,
    auditRoutes,
    keyRoutes,
  ]) {
    await app.register(routes, { core })
  }
  await app.register(revocationRoutes, { core, feed })
  await app.register(sessionEventsRoutes, { core, sessionEvents })
  await app.register(operationRoutes, { core })
  await app.register(aboutRoutes, { about, registration })
}
