import {
  codes,
  type EndedEvent,
  languageOf,
  messageOf,
  sessionEventsOperations,
  ZtokenError,
} from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { requireToken } from '@ztoken/guard'
import type { FastifyRequest } from 'fastify'
import { streaming } from '../http/answer.ts'
import { callerOf } from '../http/asked.ts'
import { beginEventStream, createEventLine, wantsEvents } from '../http/event-stream.ts'
import type { Http } from '../http/route.ts'
import { createWatchers, type Watcher, type WatchersOptions } from './session-events/watchers.ts'

export interface SessionEventsOptions {
  /** The event streams that tell pages of the end of their session. */
  readonly sessionEvents?: WatchersOptions
}

/** Events are short: who has this much waiting reads nothing. */
const bufferBytes = 16 * 1024

/** An event stream (WHATWG HTML §9.2) on which a page learns at once that its session is over. */
export function sessionEvents(
  { route, app, tokenHeader, eventStreams }: Http,
  core: Core,
  { sessionEvents: options }: SessionEventsOptions,
): void {
  const watchers = createWatchers(core, options)
  eventStreams.set('session_events', () => watchers.count)
  // Before the server waits for its connections: these end only when they are told to.
  app.addHook('preClose', async () => watchers.close())

  route(sessionEventsOperations.followMySession, ({ sessions }, request, reply) => {
    // Without it, what stands between may wait for the end before it hands anything on.
    if (!wantsEvents(request)) throw new ZtokenError('invalid_request')
    const line = createEventLine(reply.raw, bufferBytes)
    // Who left while the guard was asking says so to nobody any more.
    if (!line.isOpen) return streaming
    const watcher: Watcher = {
      caller: callerOf(request),
      token: requireToken(request.raw, tokenHeader),
      others: sessions === undefined ? [] : sessions.split(','),
      line,
      describe: (reason) => endedEvent(request, reason),
    }
    const leave = watchers.add(watcher)
    reply.raw.once('close', leave)
    reply.raw.on('error', () => undefined)
    beginEventStream(reply)
    line.send(': heartbeat\n\n')
    watchers.lookAtOthers(watcher).catch(core.report)
    return streaming
  })
}

function endedEvent(request: FastifyRequest, reason: ZtokenError['code']): EndedEvent {
  const language = languageOf(request.headers['accept-language'])
  return { reason, code: codes[reason].number, msg: messageOf(reason, language) }
}
