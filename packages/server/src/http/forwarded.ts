import type { FastifyInstance } from 'fastify'

/**
 * Warns, once, where `X-Forwarded-For` comes from a peer that is no trusted proxy: either somebody
 * makes it up, or a proxy is missing from the list and everybody behind it is counted as one.
 */
export function warnOfUnlistedProxies(app: FastifyInstance): void {
  let hasWarned = false

  app.addHook('onRequest', (request, _reply, done) => {
    if (!hasWarned && request.headers['x-forwarded-for'] !== undefined) {
      const { remoteAddress } = request.raw.socket
      if (request.ip === remoteAddress) {
        hasWarned = true
        request.log.warn(
          { peer: remoteAddress },
          'X-Forwarded-For is ignored: this peer is not among ZTOKEN_TRUSTED_PROXIES, and everybody behind it shares its limits',
        )
      }
    }
    done()
  })
}
