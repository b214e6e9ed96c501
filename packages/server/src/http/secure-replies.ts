import type { FastifyInstance, FastifyReply } from 'fastify'
import { requestIdHeader } from './request-ids.ts'

/**
 * Headers of every reply (OWASP REST Security Cheat Sheet), with the id by which it is found in the
 * log. Replies carry tokens and personal data, so nothing may keep them; and none is a page, so
 * nothing in them may run or be framed. Each header costs every request some time: older ones that these make needless are left out.
 */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const

const aYearInSeconds = 31_536_000

/**
 * In: the address browsers see, if it is known. Where that is https they are told never to come
 * another way (RFC 6797); names below it are somebody else's business.
 */
export function secureReplies(app: FastifyInstance, publicUrl: string | undefined): void {
  const isHttps = publicUrl?.startsWith('https:') ?? false
  const all = isHttps
    ? { ...headers, 'strict-transport-security': `max-age=${aYearInSeconds}` }
    : headers
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(all)
    reply.header(requestIdHeader, request.id)
    done()
  })
}

/** RFC 6749 §5.1: a reply with tokens says it to caches of HTTP/1.0 as well. */
export function keepFromOldCaches(reply: FastifyReply): void {
  reply.header('pragma', 'no-cache')
}
