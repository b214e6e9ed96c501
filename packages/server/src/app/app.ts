import { randomBytes } from 'node:crypto'
import cors from '@fastify/cors'
import type { Core } from '@ztoken/core'
import Fastify, {
  type FastifyInstance,
  type FastifyServerOptions,
  type HTTPMethods,
  LogController,
} from 'fastify'
import { createFigures } from '../figures/figures.ts'
import type { AboutOptions } from './about.ts'
import { allRoutes } from './all-routes.ts'
import { answerBadPath, answerNoRequest } from './broken-requests.ts'
import { countRequests } from './counting.ts'
import { answerFailures, describeForLog } from './failures.ts'
import type { FiguresOptions } from './figures.ts'
import { acceptStrictJson } from './json-body.ts'
import type { FeedOptions } from './revocations.ts'
import { secureReplies } from './secure-replies.ts'
import type { SessionEventsOptions } from './session-events.ts'

export interface AppOptions {
  /** Where the routes stand, such as `/auth`; at the root unless given. */
  readonly prefix?: string
  /** Front-end origins, exact texts such as `https://app.example`. None unless given. */
  readonly corsOrigins?: readonly string[]
  /** Addresses or networks whose `X-Forwarded-For` is believed. None unless given. */
  readonly trustedProxies?: readonly string[]
  /** The revocation feed: tokens of the services that follow it, and how it is sent. */
  readonly feed?: FeedOptions
  /**
   * Whether the pages are served, under `/app/`: signing in, one's own account, administration.
   * Not unless given.
   */
  readonly pages?: boolean
  /** The event streams that tell pages of the end of their session. */
  readonly sessionEvents?: SessionEventsOptions
  /** What `GET /v1/about` says beside the version. */
  readonly about?: AboutOptions
  /** False: strangers may not register. */
  readonly registration?: boolean
  /** What is counted: tokens of what scrapes it, e.g. Prometheus. */
  readonly figures?: FiguresOptions
  readonly logger?: Logger
}

type Logger = NonNullable<FastifyServerOptions['logger']>

const bodyLimitBytes = 16 * 1024
/** An id is no longer than this. */
export const maxParamLength = 128

/**
 * The whole HTTP application over a core: the tutorial's two routes, the modern API under /v1, and
 * what operators ask. It does not listen yet, and closing it does not close the core.
 * Throws TypeError for an origin or a prefix that is none.
 */
export async function createApp(core: Core, options: AppOptions = {}): Promise<FastifyInstance> {
  return (await buildApp(core, options)).app
}

/** The application, and what it answers: for who mounts it somewhere. */
export interface BuiltApp {
  readonly app: FastifyInstance
  readonly routes: readonly { readonly method: HTTPMethods; readonly url: string }[]
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
  if (corsOrigins.length > 0) await allowOrigins(app, corsOrigins)
  secureReplies(app)
  acceptStrictJson(app)
  answerFailures(app)
  const urls = new Map<string, Set<HTTPMethods>>()
  app.addHook('onRoute', ({ method, url }) => {
    // A browser asks every route before it lets a page on another origin use it.
    const methods = urls.get(url) ?? new Set(corsOrigins.length > 0 ? ['OPTIONS'] : [])
    urls.set(url, new Set([...methods, ...[method].flat()]))
  })
  await app.register(allRoutes, { core, figures, options, prefix: prefixOf(options) })
  const routes = [...urls].flatMap(([url, methods]) =>
    [...methods].map((method) => ({ method, url })),
  )
  return { app, routes }
}

function prefixOf({ prefix = '' }: AppOptions): string {
  if (!/^(\/[\w.~-]+)*$/.test(prefix)) throw new TypeError('a prefix is a path such as /auth')
  return prefix
}

async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new TypeError('a CORS origin is a scheme, a host and a port, as browsers send it')
    }
  }
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'z-token'],
    // `date` tells a client how far its own clock is off.
    exposedHeaders: ['retry-after', 'date'],
    maxAge: 600,
  })
}

/** A random start and a count: unique, and cheap enough for every request. */
function requestIds(): () => string {
  const start = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return `${start}-${count.toString(36)}`
  }
}

/** Of a request, logs show the method, the path without its query and the id: never a header. */
function withSafeRequests(logger: Exclude<Logger, false>): Logger {
  return {
    ...(logger === true ? {} : logger),
    serializers: {
      req: (request) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0] ?? '',
      }),
      err: describeForLog,
    },
  }
}
