import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** Lets pages on these origins ask. Throws TypeError for an origin that is none. */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[],
): Promise<void> {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new TypeError('a CORS origin is a scheme, a host and a port, as browsers send it')
    }
  }
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'z-token'],
    // `date` tells a client how far its own clock is off.
    exposedHeaders: ['retry-after', 'date'],
    maxAge: 600,
  })
}
