import { type FeedQuery, feedQuery, paths, revocationsView, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { findToken } from '@ztoken/guard'
import { findCaller } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { beginEventStream, wantsEvents } from './event-stream.ts'
import { createRevocationStreams, type StreamOptions } from './feed/streams.ts'
import { ok, schemaOf } from './route.ts'
import { tokenOrPermission } from './service-tokens.ts'

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
      onRequest: tokenOrPermission(core, feed.tokens ?? [], 'revocation:read'),
      exposeHeadRoute: false,
      ...schemaOf({ querystring: feedQuery, data: revocationsView }),
    },
    async (request, reply) => {
      const { after = '0', limit } = request.query
      if (!wantsEvents(request)) {
        const page = { after: Number(after), ...(limit !== undefined && { limit: Number(limit) }) }
        return ok(request, await core.readRevocations(page))
      }
      const caller = findCaller(request)
      await streams.follow({
        after: lastEventId(request) ?? Number(after),
        token: caller === null ? null : findToken(request.raw),
        caller,
        response: reply.raw,
        begin: () => beginEventStream(reply),
      })
      return reply
    },
  )
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
