import { ZtokenError } from '@ztoken/contract'
import { parseStrictJson } from '@ztoken/token'
import type { FastifyInstance } from 'fastify'

/** Bodies are JSON and nothing else: no text/plain, which a form on any site can send. */
export function acceptStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const value = parseJsonBody(body as Buffer)
    if (value === undefined) done(new ZtokenError('invalid_request'))
    else done(null, value)
  })
}

/** The value of a body; undefined where it is not UTF-8 or two readers could differ about it. */
export function parseJsonBody(body: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return parseStrictJson(text)
  } catch {
    return undefined
  }
}
