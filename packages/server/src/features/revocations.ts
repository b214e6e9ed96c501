import { revocationsOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { findToken } from '@ztoken/guard'
import { findCaller } from '@ztoken/guard/fastify'
import type { FastifyRequest } from 'fastify'
import { streaming } from '../http/answer.ts'
import { beginEventStream, wantsEvents } from '../http/event-stream.ts'
import type { Http } from '../http/route.ts'
import { serviceTokens } from '../http/service-tokens.ts'
import { createRevocationStreams, type StreamOptions } from './revocations/streams.ts'

/** Who may follow the feed, and how it is sent. */
export interface FeedOptions extends StreamOptions {
  /** Tokens of other services, of 32 characters or more; sent as `Authorization: Bearer`. */
  readonly tokens?: readonly string[]
  /** The same, of those that may also be told what changes of accounts and roles. */
  readonly permissionTokens?: readonly string[]
}

export interface RevocationsOptions {
  /** The revocation feed: tokens of the services that follow it, and how it is sent. */
  readonly feed?: FeedOptions
}

/** The revocations for guards elsewhere: in pages, or as an event stream (WHATWG HTML §9.2). */
export function revocations(
  { serviceRoute, app, tokenHeader, eventStreams }: Http,
  core: Core,
  { feed = {} }: RevocationsOptions,
): void {
  const { tokens = [], permissionTokens = [] } = feed
  const isPermissionToken = serviceTokens(permissionTokens, tokenHeader)
  const streams = createRevocationStreams(core, feed)
  eventStreams.set('revocations', () => streams.count)
  // Before the server waits for its connections: these end only when they are told to.
  app.addHook('preClose', async () => streams.close())

  serviceRoute(
    revocationsOperations.readRevocations,
    [...tokens, ...permissionTokens],
    async ({ after = '0', limit, include }, request, reply) => {
      const withInvalidations = include !== undefined
      if (withInvalidations) await requireMayKnowAccess(request)
      if (!wantsEvents(request)) {
        const page = { after: Number(after), ...(limit !== undefined && { limit: Number(limit) }) }
        return core.readRevocations({ ...page, withInvalidations })
      }
      const caller = findCaller(request)
      await streams.follow({
        after: lastEventId(request) ?? Number(after),
        token: caller === null ? null : findToken(request.raw, tokenHeader),
        caller,
        withInvalidations,
        response: reply.raw,
        begin: () => beginEventStream(reply),
      })
      return streaming
    },
  )

  /** The feed was opened to a service that sends no caller's token, but not this of it. */
  async function requireMayKnowAccess(request: FastifyRequest): Promise<void> {
    if (isPermissionToken(request)) return
    const caller = findCaller(request)
    if (caller === null) throw new ZtokenError('permission_denied')
    await core.requirePermission(caller, 'access:read')
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
