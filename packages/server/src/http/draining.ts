import { ZtokenError } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'

/** Whether a server is about to stop; set once, and read by every reply. */
export interface Draining {
  isUnderWay: boolean
}

/**
 * A load balancer keeps connections, and may send a request at the very moment at which they would
 * be closed: each is told with its last reply instead (RFC 9112 §9.6).
 */
export function endLinesWhile(app: FastifyInstance, draining: Draining): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (draining.isUnderWay) reply.header('connection', 'close')
    done(null, payload)
  })
}

/** Throws ZtokenError `unavailable` while a server is about to stop: others have to be asked. */
export function requireStaying(draining: Draining | undefined): void {
  if (draining?.isUnderWay === true) throw new ZtokenError('unavailable')
}
