import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { compile } from '@fastify/proxy-addr'
import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'

export const requestIdHeader = 'x-request-id'

/** Visible ASCII: as a header, in JSON and in a log it is what it was. */
const wellFormed = /^[\x21-\x7e]{1,128}$/

/**
 * The id of every request: what a trusted proxy says, where it is well-formed, so that its log and
 * ours tell of the same one; else a random start and a count, unique and cheap enough.
 */
export function requestIds(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string {
  const start = randomBytes(6).toString('base64url')
  const isTrusted = trustedProxies.length > 0 ? compile([...trustedProxies]) : () => false
  let count = 0
  return ({ headers, socket }) => {
    const given = headers[requestIdHeader]
    if (typeof given === 'string' && isTrusted(socket.remoteAddress ?? '', 0)) {
      if (wellFormed.test(given)) return given
    }
    count += 1
    return `${start}-${count.toString(36)}`
  }
}

/** W3C Trace Context §3.2: of version 00 nothing follows, of a later one something may. */
const traceparent =
  /^(?:00-(?=.{52}$)|(?!00|ff)[0-9a-f]{2}-)(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/
const longestTraceparent = 512

/** Log lines of a request have its id, and where it is part of a trace that one's. */
export const requestLogger: NonNullable<FastifyServerOptions['childLoggerFactory']> = (
  logger,
  bindings,
  options,
  request,
): FastifyBaseLogger => {
  const given = request.headers.traceparent
  const trace =
    typeof given === 'string' && given.length <= longestTraceparent ? traceparent.exec(given) : null
  const bound = trace === null ? bindings : { ...bindings, trace_id: trace[1] }
  return logger.child(bound, options) as FastifyBaseLogger
}
