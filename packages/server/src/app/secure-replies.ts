import type { FastifyInstance } from 'fastify'

/**
 * Headers of every reply (OWASP REST Security Cheat Sheet). Replies carry tokens and personal
 * data, so nothing may keep them; and none is a page, so nothing in them may run or be framed.
 */
const headers = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-site',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

export function secureReplies(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
