import { codes, type EndedEvent, languageOf, messageOf, paths, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { requireToken } from '@ztoken/guard'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { beginEventStream, createEventLine, wantsEvents } from './event-stream.ts'
import { createWatchers, type WatchersOptions } from './session-events/watchers.ts'

/** How the streams of session events are sent. */
export type SessionEventsOptions = WatchersOptions

interface SessionEventsRouteOptions {
  readonly core: Core
  readonly sessionEvents: SessionEventsOptions
}

/** Events are short: who has this much waiting reads nothing. */
const bufferBytes = 16 * 1024

/** An event stream (WHATWG HTML §9.2) on which a page learns at once that its session is over. */
export async function sessionEventsRoutes(
  app: FastifyInstance,
  { core, sessionEvents }: SessionEventsRouteOptions,
): Promise<void> {
  const watchers = createWatchers(core, sessionEvents)
  // Before the server waits for its connections: these end only when they are told to.
  app.addHook('preClose', async () => watchers.close())

  app.get(
    paths.mySessionEvents,
    { onRequest: loginRequired(core), exposeHeadRoute: false },
    async (request, reply) => {
      // Without it, what stands between may wait for the end before it hands anything on.
      if (!wantsEvents(request)) throw new ZtokenError('invalid_request')
      const line = createEventLine(reply.raw, bufferBytes)
      // Who left while the guard was asking says so to nobody any more.
      if (!line.isOpen) return reply
      const leave = watchers.add({
        caller: callerOf(request),
        token: requireToken(request.raw),
        line,
        describe: (reason) => endedEvent(request, reason),
      })
      reply.raw.once('close', leave)
      reply.raw.on('error', () => undefined)
      beginEventStream(reply)
      line.send(': heartbeat\n\n')
      return reply
    },
  )
}

function endedEvent(request: FastifyRequest, reason: ZtokenError['code']): EndedEvent {
  const language = languageOf(request.headers['accept-language'])
  return { reason, code: codes[reason].number, msg: messageOf(reason, language) }
}
