import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import type { Avatars } from '../avatars/avatars.ts'
import { auditRoutes } from './audit.ts'
import { avatarRoutes } from './avatars.ts'
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
  /** Null: nobody has a picture here, and there are no such routes. */
  readonly avatars: Avatars | null
}

/** Everything that is answered: the tutorial's routes, the modern API, what operators ask. */
export async function allRoutes(
  app: FastifyInstance,
  { core, feed, avatars }: AllRoutesOptions,
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
  if (avatars !== null) await app.register(avatarRoutes, { core, avatars })
  await app.register(revocationRoutes, { core, feed })
  await app.register(operationRoutes, { core })
}
