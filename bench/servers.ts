import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import jwt from '@fastify/jwt'
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import { loginRequired, requireStepUp } from 'ztoken/fastify'
import { createApp } from 'ztoken/server'
import {
  type Candidate,
  type Candidates,
  jwtsOf,
  openCore,
  parties,
  secret,
  tokensOf,
} from './candidate.ts'
import { detailCandidates } from './details.ts'
import { guardCandidates } from './guards.ts'
import { mountCandidates } from './mounts.ts'

/** Starts the candidate that is named as the argument and says, as JSON, where and with what. */
const okSchema = {
  response: { 200: { type: 'object', properties: { ok: { type: 'boolean' } } } },
} as const

async function route(
  onRequest: onRequestHookHandler | null,
  app: FastifyInstance = Fastify(),
): Promise<Server> {
  app.get('/mine', { schema: okSchema, ...(onRequest && { onRequest }) }, async () => ({
    ok: true,
  }))
  await app.ready()
  return app.server
}

async function fastifyJwt(cache: boolean): Promise<Candidate> {
  const app: FastifyInstance = Fastify()
  const verify = { allowedIss: parties.iss, allowedAud: parties.aud, cache }
  await app.register(jwt, { secret, verify })
  const server = await route(async (request) => {
    await request.jwtVerify()
  }, app)
  return { server, path: '/mine', tokens: jwtsOf() }
}

async function served(path: string): Promise<Candidate> {
  const core = await openCore()
  const { tokens } = await tokensOf(core)
  const app = await createApp(core)
  await app.ready()
  return { server: app.server, path, tokens }
}

/** Every candidate on its own; the tokens are sent to all of them, needed or not. */
const candidates: Candidates = {
  ...guardCandidates,
  'node:http': async () => {
    const body = JSON.stringify({ ok: true })
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const server = createServer((_request, response) => response.writeHead(200, headers).end(body))
    return { server, path: '/mine', tokens: (await tokensOf(await openCore())).tokens }
  },
  'no guard': async () => {
    const { tokens } = await tokensOf(await openCore())
    return { server: await route(null), path: '/mine', tokens }
  },
  ztoken: async () => {
    const core = await openCore()
    const { tokens } = await tokensOf(core)
    return { server: await route(loginRequired(core)), path: '/mine', tokens }
  },
  'ztoken, requireStepUp': async () => {
    const core = await openCore()
    const { tokens } = await tokensOf(core)
    return { server: await route(requireStepUp(core, { within: 86_400 })), path: '/mine', tokens }
  },
  '@fastify/jwt': () => fastifyJwt(false),
  '@fastify/jwt with its cache': () => fastifyJwt(true),
  ...detailCandidates,
  ...mountCandidates,
  'ztoken server': () => served('/user/detail'),
  'ztoken server, /v1/caller': () => served('/v1/caller'),
  'ztoken server, /v1/me/permissions': () => served('/v1/me/permissions'),
}

const name = process.argv[2] ?? ''
const make = candidates[name]
if (make === undefined) throw new Error(`no candidate ${name}`)
const { server, path, tokens } = await make()
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}${path}`, tokens }))
})
