import { createHash, timingSafeEqual } from 'node:crypto'
import { type FeedQuery, feedQuery, paths, revocationsView, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { findToken } from '@ztoken/guard'
import { findCaller, type OnRequest } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { beginEventStream, wantsEvents } from './event-stream.ts'
import { createRevocationStreams, type StreamOptions } from './feed/streams.ts'
import { ok, permissionGuard, schemaOf } from './route.ts'

/** Who may follow the feed, and how it is sent. */
export interface FeedOptions extends StreamOptions {
  /** Tokens of other services, of 32 characters or more; sent as `Authorization: Bearer`. */
  readonly tokens?: readonly string[]
}

interface FeedRouteOptions {
  readonly core: Core
  readonly feed: FeedOptions
}

/** The revocations for guards elsewhere: in pages, or as an event stream (WHATWG HTML §9.2). */
export async function revocationRoutes(
  app: FastifyInstance,
  { core, feed }: FeedRouteOptions,
): Promise<void> {
  const streams = createRevocationStreams(core, feed)
  // Before the server waits for its connections: these end only when they are told to.
  app.addHook('preClose', async () => streams.close())

  app.get<{ Querystring: FeedQuery }>(
    paths.revocations,
    {
      onRequest: feedGuard(core, feed.tokens ?? []),
      exposeHeadRoute: false,
      ...schemaOf({ querystring: feedQuery, data: revocationsView }),
    },
    async (request, reply) => {
      const { after = '0', limit } = request.query
      if (!wantsEvents(request)) {
        const page = { after: Number(after), ...(limit !== undefined && { limit: Number(limit) }) }
        return ok(request, await core.readRevocations(page))
      }
      await streams.follow({
        after: lastEventId(request) ?? Number(after),
        token: findCaller(request) === null ? null : findToken(request.raw),
        response: reply.raw,
        begin: () => beginEventStream(reply),
      })
      return reply
    },
  )
}

/** A token of the feed's own, or a caller who may read it. */
function feedGuard(core: Core, tokens: readonly string[]): OnRequest {
  const isFeedToken = feedTokenCheck(tokens)
  const asCaller = permissionGuard(core)('revocation:read')
  return (request, reply, done) => {
    if (isFeedToken(request)) done()
    else asCaller(request, reply, done)
  }
}

const shortestToken = 32
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares digests, all of them each time: neither the time nor a length tells anything. */
function feedTokenCheck(tokens: readonly string[]): (request: FastifyRequest) => boolean {
  if (tokens.some((token) => token.length < shortestToken)) {
    throw new TypeError(`a token of the feed has ${shortestToken} characters or more`)
  }
  const digests = tokens.map(digestOf)
  return (request) => {
    if (digests.length === 0) return false
    const given = digestOf(bearerOf(request) ?? '')
    return digests.map((digest) => timingSafeEqual(digest, given)).includes(true)
  }
}

/** What is malformed is left to the guard, which says how. */
function bearerOf(request: FastifyRequest): string | null {
  try {
    return request.headers.authorization === undefined ? null : findToken(request.raw)
  } catch {
    return null
  }
}

/** A browser that comes back says where it was; its query still says where it began. */
function lastEventId({ headers }: FastifyRequest): number | null {
  const given = headers['last-event-id']
  if (given === undefined || given === '') return null
  if (typeof given !== 'string' || !/^(0|[1-9][0-9]{0,15})$/.test(given)) {
    throw new ZtokenError('invalid_request')
  }
  return Number(given)
}
