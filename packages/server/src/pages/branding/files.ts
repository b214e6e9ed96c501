import type { FastifyInstance } from 'fastify'
import type { OpenBranding } from './branding.ts'

/**
 * A picture that somebody opens by itself is a document: nothing in it may run or be asked for, and
 * it has no origin. Styles are what drawing programs write.
 */
const fileHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  // A name holds the digest of what is in it.
  'cache-control': 'public, max-age=31536000, immutable',
} as const

/** The logo and the stylesheet, below `path`. */
export function brandFiles(
  app: FastifyInstance,
  path: string,
  { logo, styles }: OpenBranding,
): void {
  for (const file of [logo, styles]) {
    if (file === null) continue
    app.get(`${path}${file.name}`, (_request, reply) =>
      reply.headers(fileHeaders).type(file.type).send(file.content),
    )
  }
}
