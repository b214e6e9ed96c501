import cors from '@fastify/cors'
import { humanCheckHeader } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'
import { readOrigin } from './origins.ts'
import { requestIdHeader } from './request-ids.ts'

/** Lets pages on these origins ask. Throws TypeError for an origin that is none. */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[],
): Promise<void> {
  for (const given of origins) {
    const read = readOrigin(given)
    if (typeof read === 'string') throw new TypeError(`the list of CORS origins ${read}`)
    if (read.origin !== given) throw new TypeError(`a browser sends the origin ${read.origin}`)
  }
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'z-token', humanCheckHeader],
    // `date` tells a client how far its own clock is off.
    exposedHeaders: ['retry-after', 'date', requestIdHeader],
    maxAge: 600,
  })
}
