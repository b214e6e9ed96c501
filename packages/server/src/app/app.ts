import type { Core } from '@ztoken/core'
import Fastify, {
  type FastifyInstance,
  type FastifySchema,
  type HTTPMethods,
  LogController,
} from 'fastify'
import { createFigures } from '../figures/figures.ts'
import { allRoutes } from './all-routes.ts'
import { answerBadPath, answerNoRequest } from './broken-requests.ts'
import { countRequests } from './counting.ts'
import { allowOrigins } from './cross-origin.ts'
import { answerFailures } from './failures.ts'
import { warnOfUnlistedProxies } from './forwarded.ts'
import { acceptStrictJson } from './json-body.ts'
import { requestIds, withSafeRequests } from './logging.ts'
import { openAvatars } from './open-avatars.ts'
import type { AppOptions } from './options.ts'
import { secureReplies } from './secure-replies.ts'
import { hostsOf, requireTarget } from './targets.ts'

const bodyLimitBytes = 16 * 1024
/** An id is no longer than this. */
export const maxParamLength = 128

/**
 * The whole HTTP application over a core: the tutorial's two routes, the modern API under /v1, and
 * what operators ask. It does not listen yet, and closing it does not close the core.
 * Throws TypeError for an origin, a prefix or an address that is none.
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
  /** What it takes and gives, for the OpenAPI document. */
  readonly schema?: FastifySchema | undefined
}

export async function buildApp(core: Core, options: AppOptions): Promise<BuiltApp> {
  const { corsOrigins = [], trustedProxies = [], logger = false } = options
  const app = Fastify({
    logger: logger === false ? false : withSafeRequests(logger),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength },
    frameworkErrors: answerBadPath,
    clientErrorHandler: answerNoRequest,
    // Fastify waits for ever by default; a slow sender is gone after ten seconds (attack A118).
    requestTimeout: 10_000,
    keepAliveTimeout: 10_000,
    maxRequestsPerSocket: 10_000,
    http: {
      headersTimeout: 10_000,
      // Node looks for senders that are late every 30 seconds by default.
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
    },
    // A request that still arrives on an open line is answered in our form, and the line closed.
    return503OnClosing: false,
    // A coerced or silently dropped field is a request understood differently from how it was sent.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  })
  const figures = createFigures(core, options.figures?.clock)
  countRequests(app, figures)
  const prefix = prefixOf(options)
  secureReplies(app, options.publicUrl)
  // Before anything else answers: a browser's question about origins, too.
  requireTarget(app, { hosts: hostsOf(options.publicUrl, options.isLocal ?? false) })
  if (corsOrigins.length > 0) await allowOrigins(app, corsOrigins)
  warnOfUnlistedProxies(app)
  acceptStrictJson(app)
  answerFailures(app)
  const routes: DeclaredRoute[] = []
  app.addHook('onRoute', ({ method, url, schema }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, schema })
  })
  const avatars = openAvatars(app, core, options)
  await app.register(allRoutes, { core, figures, avatars, options, prefix })
  // A browser asks every route before it lets a page on another origin use it.
  if (corsOrigins.length > 0) {
    for (const url of new Set(routes.map((route) => route.url))) {
      routes.push({ method: 'OPTIONS', url })
    }
  }
  return { app, routes }
}

function prefixOf({ prefix = '' }: AppOptions): string {
  if (!/^(\/[\w.~-]+)*$/.test(prefix)) throw new TypeError('a prefix is a path such as /auth')
  return prefix
}
