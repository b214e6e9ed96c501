import { type AboutView, aboutView, type DemoPerson, paths } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'
import { version } from '../version.ts'
import { ok, schemaOf } from './route.ts'

/** What is said to anybody who asks. */
export interface AboutOptions {
  /** People everybody may sign in as: for a server that this machine alone reaches. */
  readonly demo?: DemoPerson[] | null
}

export interface AboutRouteOptions {
  readonly about: AboutOptions
  readonly registration: boolean
  readonly avatars: boolean
}

/** What a page shows before anybody has signed in. */
export async function aboutRoutes(
  app: FastifyInstance,
  { about, registration, avatars }: AboutRouteOptions,
): Promise<void> {
  const view: AboutView = { version, registration, avatars, demo: about.demo ?? null }
  app.get(paths.about, schemaOf({ data: aboutView }), async (request) => ok(request, view))
}
