import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jwt from '@fastify/jwt'
import { userDetailView } from '@ztoken/contract'
import { type Core, createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { importSecrets, signedFormat } from '@ztoken/token'
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import { loginRequired } from 'ztoken/fastify'
import { createApp } from 'ztoken/server'

/**
 * Starts the candidate that is named as the argument and prints, as JSON, where it listens, which
 * path is measured and which tokens open it.
 */
interface Candidate {
  readonly server: Server
  readonly path: string
  readonly tokens: readonly string[]
}

const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench'
const tokenCount = 64
const parties = { iss: 'ztoken', aud: 'ztoken' }

async function openCore(): Promise<Core> {
  const secrets = importSecrets(secret)
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
  const store = await sqliteStore(join(directory, 'bench.db'))
  return createCore({ store, secrets, issueFormat: signedFormat(secrets) })
}

async function tokensOf(core: Core): Promise<{ tokens: string[]; userId: string }> {
  const input = { phone: '13800138000', password: 'a long enough phrase', name: '张三' }
  const { id } = await core.createUser(input)
  const tokens = []
  for (let n = 0; n < tokenCount; n += 1) tokens.push(await core.createToken(id))
  return { tokens, userId: id }
}

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
  await app.register(jwt, { secret, sign: { ...parties, expiresIn: '1h' }, verify })
  const server = await route(async (request) => {
    await request.jwtVerify()
  }, app)
  const tokens = Array.from({ length: tokenCount }, (_, n) =>
    app.jwt.sign({ sub: '0190c2a4-7d3c-7a41-9c11-1234567890ab', sid: `session-${n}` }),
  )
  return { server, path: '/mine', tokens }
}

/** Every candidate on its own; the tokens are sent to all of them, needed or not. */
const candidates: Readonly<Record<string, () => Promise<Candidate>>> = {
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
  '@fastify/jwt': () => fastifyJwt(false),
  '@fastify/jwt with its cache': () => fastifyJwt(true),
  'bare Fastify, same read': async () => {
    const core = await openCore()
    const { tokens, userId } = await tokensOf(core)
    const app = Fastify()
    const properties = { code: { type: 'integer' }, data: userDetailView, msg: { type: 'string' } }
    const schema = { response: { 200: { type: 'object', properties } } }
    app.get('/user/detail', { schema }, async () => {
      const user = await core.findUser(userId)
      return { code: 0, data: user && core.views.userDetail(user), msg: '成功' }
    })
    await app.ready()
    return { server: app.server, path: '/user/detail', tokens }
  },
  'ztoken server': async () => {
    const core = await openCore()
    const { tokens } = await tokensOf(core)
    const app = await createApp(core)
    await app.ready()
    return { server: app.server, path: '/user/detail', tokens }
  },
}

const name = process.argv[2] ?? ''
const make = candidates[name]
if (make === undefined) throw new Error(`no candidate ${name}`)
const { server, path, tokens } = await make()
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}${path}`, tokens }))
})
