import cors from '@fastify/cors'
import { csrfHeader, humanCheckHeader, operations } from '@ztoken/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readOrigin } from './origins.ts'
import { requestIdHeader } from './request-ids.ts'

/**
 * Lets pages on these origins ask, and where cookies are given, with cookies what sets or reads
 * one. Throws TypeError for an origin that is none.
 */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[],
  cookies: boolean,
): Promise<void> {
  for (const given of origins) {
    const read = readOrigin(given)
    if (typeof read === 'string') throw new TypeError(`the list of CORS origins ${read}`)
    if (read.origin !== given) throw new TypeError(`a browser sends the origin ${read.origin}`)
  }
  const shared = {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'z-token', humanCheckHeader],
    // `date` tells a client how far its own clock is off.
    exposedHeaders: ['retry-after', 'date', requestIdHeader],
    maxAge: 600,
  }
  const withCookies = {
    ...shared,
    allowedHeaders: [...shared.allowedHeaders, csrfHeader],
    credentials: true,
  }
  await app.register(cors, {
    delegator(request: FastifyRequest, answer: (error: null, options: object) => void) {
      answer(null, cookies && takesCookies(request) ? withCookies : shared)
    },
  })
}

/** What gives new tokens, and the logout, which takes a cookie away. */
const cookiePaths: readonly string[] = [
  operations.logout,
  ...Object.values(operations).filter(
    ({ data, isTutorial }) => !isTutorial && 'access_token' in Object(Object(data).properties),
  ),
].map(({ path }) => path)

function takesCookies({ url }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] as string
  return cookiePaths.some((one) => path.endsWith(one))
}
