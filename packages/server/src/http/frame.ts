import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { answerBadPath, answerNoRequest } from './broken-requests.ts'
import { compilersFactory } from './compilers.ts'
import { allowOrigins } from './cross-origin.ts'
import { answerFailures } from './failures.ts'
import { warnOfUnlistedProxies } from './forwarded.ts'
import { acceptStrictJson } from './json-body.ts'
import { withSafeRequests } from './logging.ts'
import { keepAliveSeconds as defaultKeepAlive, type FrameOptions } from './options.ts'
import { requestIds, requestLogger } from './request-ids.ts'
import { secureReplies } from './secure-replies.ts'
import { hostsOf, requireTarget } from './targets.ts'

const bodyLimitBytes = 16 * 1024
/** An id is no longer than this. */
export const maxParamLength = 128

/** The application before it answers anything. */
export function openFrame({
  trustedProxies = [],
  keepAliveSeconds = defaultKeepAlive,
  logger = false,
}: FrameOptions): FastifyInstance {
  return Fastify({
    logger: logger === false ? false : withSafeRequests(logger),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'request_id',
    }),
    genReqId: requestIds(trustedProxies),
    ...(logger !== false && { childLoggerFactory: requestLogger }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength },
    frameworkErrors: answerBadPath,
    clientErrorHandler: answerNoRequest,
    // Fastify waits for ever by default; a slow sender is gone after ten seconds (attack A118).
    requestTimeout: 10_000,
    keepAliveTimeout: keepAliveSeconds * 1000,
    maxRequestsPerSocket: 10_000,
    http: {
      headersTimeout: 10_000,
      // Node looks for senders that are late every 30 seconds by default.
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
    },
    // A request that still arrives on an open line is answered in our form, and the line closed.
    return503OnClosing: false,
    schemaController: { compilersFactory },
    // A coerced or silently dropped field is a request understood differently from how it was sent.
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        allErrors: false,
        // A value of an application's own field is one of several kinds.
        allowUnionTypes: true,
      },
    },
  })
}

/**
 * What happens to every request before and after its route: headers, the target, origins, bodies,
 * failures. Throws TypeError for an origin or an address that is none.
 */
export async function frameRequests(
  app: FastifyInstance,
  { corsOrigins = [], publicUrl, isLocal = false, cookies = true, isStopping }: FrameOptions,
): Promise<void> {
  secureReplies(app, publicUrl)
  if (isStopping !== undefined) endConnectionsOnceStopping(app, isStopping)
  // Before anything else answers: a browser's question about origins, too.
  requireTarget(app, { hosts: hostsOf(publicUrl, isLocal) })
  if (corsOrigins.length > 0) await allowOrigins(app, corsOrigins, cookies)
  warnOfUnlistedProxies(app)
  acceptStrictJson(app)
  answerFailures(app)
}

/** Said when a reply is sent, so that what was begun before the signal says it as well. */
function endConnectionsOnceStopping(app: FastifyInstance, isStopping: () => boolean): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping()) reply.header('connection', 'close')
    done()
  })
}

/** Throws TypeError for a prefix that is none. */
export function prefixOf({ prefix = '' }: FrameOptions): string {
  if (!/^(\/[\w.~-]+)*$/.test(prefix)) throw new TypeError('a prefix is a path such as /auth')
  return prefix
}
