import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { ZtokenError } from '@ztoken/contract'
import { parseStrictJson } from '@ztoken/token'
import type { FastifyInstance } from 'fastify'

/** Bodies are JSON and nothing else: no text/plain, which a form on any site can send. */
export function acceptStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!isPlainUtf8(request.headers) || isUtf16(body as Buffer))
      return done(new ZtokenError('media_type_unsupported'))
    // No body at all: whether one is needed is for the route to say.
    if (body.length === 0) return done(null, undefined)
    const value = parseJsonBody(body as Buffer)
    if (value === undefined) done(new ZtokenError('invalid_request'))
    else done(null, value)
  })
  typeNoEmptyBody(app)
}

/** Where nothing is sent it is of no type: clients name one of habit, with every POST. */
function typeNoEmptyBody(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.method !== 'GET' && isEmpty(request.raw)) delete request.raw.headers['content-type']
    done()
  })
}

/** HTTP/1.1 says of every body how long it is (RFC 9112 §6.3); HTTP/2 need not. */
function isEmpty({ headers, httpVersion }: IncomingMessage): boolean {
  const length = headers['content-length']
  if (headers['transfer-encoding'] !== undefined) return false
  return length === '0' || (length === undefined && httpVersion.startsWith('1.'))
}

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/gi

/** True for what is sent as it is and in the one charset of JSON (RFC 8259 §8.1), if it names one. */
export function isPlainUtf8(headers: IncomingHttpHeaders): boolean {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers
  const named = [...type.matchAll(charset)]
  return (
    coding.toLowerCase() === 'identity' && named.every(([, name = '']) => /^utf-?8$/i.test(name))
  )
}

/** By its mark: PowerShell and .NET write it before what they call Unicode. */
function isUtf16([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

/**
 * The value of a body; undefined where it is not UTF-8 or two readers could differ about it. A
 * byte-order mark before it says nothing (RFC 8259 §8.1 lets a reader pass over it).
 */
export function parseJsonBody(body: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    return parseStrictJson(text)
  } catch {
    return undefined
  }
}
