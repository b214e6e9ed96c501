import type { FastifyInstance } from 'fastify'
import { isPlainUtf8, parseJsonBody } from './json-body.ts'

/** What is not JSON reaches the route as no parameters at all, as an answer of the tutorial's. */
export function readAnything(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    done(null, isPlainUtf8(request.headers) ? (parseJsonBody(body as Buffer) ?? null) : null)
  })
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, null))
}
