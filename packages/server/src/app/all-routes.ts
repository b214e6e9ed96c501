import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import type { Avatars } from '../avatars/avatars.ts'
import type { Figures } from '../figures/figures.ts'
import { aboutRoutes } from './about.ts'
import { auditRoutes } from './audit.ts'
import { avatarRoutes } from './avatars.ts'
import { callerRoutes } from './caller.ts'
import { figuresRoutes } from './figures.ts'
import { keyRoutes } from './keys.ts'
import { loginRoutes } from './login.ts'
import { meRoutes } from './me.ts'
import { openApiRoutes } from './openapi.ts'
import { operationRoutes } from './operations.ts'
import type { AppOptions } from './options.ts'
import { revocationRoutes } from './revocations.ts'
import { roleRoutes } from './roles.ts'
import { sessionEventsRoutes } from './session-events.ts'
import { sessionRoutes } from './sessions.ts'
import { setupRoutes } from './setup.ts'
import { tutorialRoutes } from './tutorial.ts'
import { userRoutes } from './users.ts'

export interface AllRoutesOptions {
  readonly core: Core
  readonly figures: Figures
  /** Those of the application; its prefix is the framework's business. */
  readonly options: AppOptions
  /** Null: nobody has a picture here, and there are no such routes. */
  readonly avatars: Avatars | null
}

/** Everything that is answered: the tutorial's routes, the modern API, what operators ask, pages. */
export async function allRoutes(
  app: FastifyInstance,
  { core, figures, avatars, options }: AllRoutesOptions,
): Promise<void> {
  const { feed = {}, sessionEvents = {}, about = {}, registration = true, pages = false } = options
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
    operationRoutes,
    openApiRoutes,
  ]) {
    await app.register(routes, { core })
  }
  if (avatars !== null) await app.register(avatarRoutes, { core, avatars })
  await app.register(revocationRoutes, { core, feed })
  await app.register(sessionEventsRoutes, { core, sessionEvents })
  await app.register(aboutRoutes, { about, registration, avatars: avatars !== null })
  await app.register(figuresRoutes, { core, figures, tokens: options.figures?.tokens ?? [] })
  if (!pages) return
  // Loaded only where there are pages: a library needs no server of files.
  const { pageRoutes } = await import('../pages/pages.ts')
  await app.register(pageRoutes)
}
