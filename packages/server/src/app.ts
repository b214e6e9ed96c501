import type { Core } from '@ztoken/core'
import { checkedHeader } from '@ztoken/guard'
import type { FastifyInstance, HTTPMethods } from 'fastify'
import * as features from './features/features.ts'
import { createCarrier } from './http/cookies/carrier.ts'
import { frameRequests, openFrame, prefixOf } from './http/frame.ts'
import type { FrameOptions } from './http/options.ts'
import { registerRoutes } from './http/register.ts'
import { collectRoutes, type Http } from './http/route.ts'
import type { Branding } from './pages/branding/options.ts'

type AnyFeature = (typeof features)[keyof typeof features]
/** The options of all features together. */
type FeatureOptions = AnyFeature extends (http: Http, core: Core, options: infer Options) => void
  ? Options
  : never

export interface AppOptions extends FrameOptions, FeatureOptions {
  /**
   * Whether the pages are served, under `/app/`: signing in, one's own account, administration.
   * Not unless given.
   */
  readonly pages?: boolean
  /** Whose the pages are: name, logo, colours, footer. ztoken's unless given. */
  readonly branding?: Branding
}

/**
 * The whole HTTP application over a core: the tutorial's two routes, the modern API under /v1, and
 * what operators ask. It does not listen yet, and closing it does not close the core.
 * Throws TypeError for an origin, a prefix or an address that is none, and for branding that cannot
 * be meant.
 */
export async function createApp(core: Core, options: AppOptions = {}): Promise<FastifyInstance> {
  return (await buildApp(core, options)).app
}

/** The application, and what it answers: for who mounts it somewhere. */
export interface BuiltApp {
  readonly app: FastifyInstance
  readonly routes: readonly DeclaredRoute[]
}

/** One route as it was declared. */
export interface DeclaredRoute {
  readonly method: HTTPMethods
  readonly url: string
}

export async function buildApp(core: Core, options: AppOptions): Promise<BuiltApp> {
  const app = openFrame(options)
  try {
    return { app, routes: await declare(app, core, options) }
  } catch (error) {
    // What features began ends with the application.
    await app.close().catch(() => undefined)
    throw error
  }
}

async function declare(
  app: FastifyInstance,
  core: Core,
  options: AppOptions,
): Promise<readonly DeclaredRoute[]> {
  const prefix = prefixOf(options)
  const { http, routes } = collectRoutes(
    app,
    core,
    createCarrier(core, { ...options, prefix }),
    checkedHeader(options.tokenHeader),
  )
  // First, so that what counts requests knows of every route.
  for (const feature of Object.values(features)) feature(http, core, options)
  await frameRequests(app, options)
  const declared: DeclaredRoute[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) declared.push({ method: one, url })
  })
  await app.register(
    async (inner) => {
      await registerRoutes(inner, routes)
      if (options.pages !== true) return
      // Loaded only where there are pages: a library needs no server of files.
      const { pageRoutes } = await import('./pages/pages.ts')
      await inner.register(pageRoutes, {
        publicUrl: options.publicUrl,
        branding: options.branding,
      })
    },
    { prefix },
  )
  if ((options.corsOrigins ?? []).length === 0) return declared
  // A browser asks every route before it lets a page on another origin use it.
  const urls = new Set(declared.map(({ url }) => url))
  return [...declared, ...[...urls].map((url) => ({ method: 'OPTIONS' as const, url }))]
}
