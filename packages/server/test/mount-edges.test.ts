import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type AppOptions,
  createApp,
  createFetchHandler,
  createNodeHandler,
  ztokenPlugin,
} from '../src/server.ts'
import { addPerson, password } from './client.ts'
import { open } from './open.ts'

const feedToken = 'feed-token-of-32-characters-or-so'
const phone = '13800138000'
const json = { 'content-type': 'application/json' }

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a node handler', () => {
  it('without a prefix stands among the host’s own routes', async () => {
    const { core } = await open()
    const handler = await createNodeHandler(core, { corsOrigins: ['https://app.example'] })
    onTestFinished(() => handler.close())
    const app = express()
    app.use(handler)
    app.use((request, response) => void response.json({ host: `${request.method} ${request.url}` }))
    const url = await served(app as unknown as RequestListener)
    const hostOf = async (method: string, path: string): Promise<unknown> => {
      const body = method === 'POST' ? '{}' : null
      const headers = { ...json, origin: 'https://app.example' }
      const reply = await fetch(url + path, { method, headers, body })
      return ((await reply.json()) as { host?: unknown }).host
    }
    for (const path of ['/user/orders', '/login/help', '/v1/meals', '/loginx', '/', '/v1']) {
      expect(await hostOf('POST', path)).toBe(`POST ${path}`)
      expect(await hostOf('OPTIONS', path)).toBe(`OPTIONS ${path}`)
    }
    expect(await hostOf('DELETE', '/login')).toBe('DELETE /login')
    expect(await hostOf('POST', '/login')).toBeUndefined()
  })

  it('behind a parser that has read the body says so, and waits for nothing', async () => {
    const { core } = await open()
    const handler = await createNodeHandler(core)
    onTestFinished(() => handler.close())
    const app = express()
    app.use(express.json(), handler)
    app.use(((error, _request, response, _next) => {
      response.status(418).json({ host: error.message })
    }) satisfies express.ErrorRequestHandler)
    const url = await served(app as unknown as RequestListener)
    const reply = await fetch(`${url}/login`, { method: 'POST', headers: json, body: '{}' })
    expect([reply.status, await reply.json()]).toEqual([
      418,
      { host: 'ztoken has to stand before what reads the body' },
    ])
    // What has no body is not concerned.
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/v1/logout`, { method: 'POST' })).status).toBe(401)
  })

  it('that is closed leaves the core open', async () => {
    const { core } = await open()
    const handler = await createNodeHandler(core)
    await handler.close()
    await expect(core.register({ phone, password })).resolves.toMatchObject({
      user: { phone: expect.any(String) },
    })
  })

  it('believes X-Forwarded-For of the proxies it is told of', async () => {
    const { core } = await open()
    const handler = await createNodeHandler(core, { trustedProxies: ['127.0.0.1'] })
    onTestFinished(() => handler.close())
    const url = await served(handler)
    const headers = { ...json, 'x-forwarded-for': '198.51.100.1, 203.0.113.7' }
    const body = JSON.stringify({ phone, password })
    await fetch(`${url}/v1/login`, { method: 'POST', headers, body })
    const { items } = await core.searchAudit({ after: null, userId: null, event: 'login_failed' })
    expect(items[0]?.address).toBe('203.0.113.7')
  })
})

describe('the Fastify plugin', () => {
  it('stands under the prefixes of all the plugins around it, and more than once', async () => {
    const [{ core: one }, { core: other }] = [await open(), await open()]
    const host = Fastify()
    onTestFinished(() => host.close())
    await host.register(
      async (scope) => {
        await scope.register(ztokenPlugin, { core: one, prefix: '/one' })
        await scope.register(ztokenPlugin, { core: other, prefix: '/other' })
      },
      { prefix: '/api' },
    )
    const { token } = await addPerson(one)
    const status = async (url: string) =>
      (await host.inject({ url, headers: { 'z-token': token } })).statusCode
    expect(await status('/api/one/v1/me')).toBe(200)
    expect(await status('/api/other/v1/me')).toBe(401)
    expect(await status('/v1/me')).toBe(404)
  })

  it('a hook of the host may keep everybody out', async () => {
    const { core } = await open()
    const host = Fastify()
    onTestFinished(() => host.close())
    host.addHook('onRequest', async (_request, reply) => reply.code(429).send({ host: 'too much' }))
    await host.register(ztokenPlugin, { core, prefix: '/auth' })
    expect((await host.inject('/auth/healthz')).json()).toEqual({ host: 'too much' })
  })
})

describe('a prefix', () => {
  it('is a path', async () => {
    const { core } = await open()
    for (const prefix of ['auth', '/auth/', '/', '/:id', '/a*', '/a b', '//a', '/a?b', '/%61']) {
      await expect(createApp(core, { prefix }), prefix).rejects.toThrow(TypeError)
    }
    const app = await createApp(core, { prefix: '/a/b.c' })
    onTestFinished(() => app.close())
    expect((await app.inject('/a/b.c/healthz')).statusCode).toBe(200)
  })
})

const reasonOf = async (reply: Response): Promise<unknown> =>
  ((await reply.json()) as { reason?: unknown }).reason

describe('a fetch handler', () => {
  async function opened(options: AppOptions = {}, addressOf = (): string => '192.0.2.1') {
    const { core } = await open()
    const handler = await createFetchHandler(core, { ...options, addressOf })
    onTestFinished(() => handler.close())
    const ask = (path: string, init?: RequestInit) =>
      handler(new Request(`https://api.example${path}`, init))
    return { core, handler, ask }
  }

  it('A060 counts failures by the address it is told, and serves nobody without one', async () => {
    const { core, ask } = await opened()
    const body = JSON.stringify({ phone, password })
    await ask('/v1/login', { method: 'POST', headers: json, body })
    const { items } = await core.searchAudit({ after: null, userId: null, event: 'login_failed' })
    expect(items[0]?.address).toBe('192.0.2.1')
    for (const address of ['', 'unknown', '192.0.2.1:443', undefined]) {
      const { ask: askFrom } = await opened({}, () => address as string)
      await expect(askFrom('/healthz'), address).rejects.toThrow(TypeError)
    }
    await expect(createFetchHandler(core, {} as { addressOf: () => string })).rejects.toThrow(
      TypeError,
    )
  })

  it('A118 reads no body beyond the limit', async () => {
    const { ask } = await opened()
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(4096).fill(32))
      },
    })
    const init = { method: 'POST', headers: json, body: endless, duplex: 'half' }
    const reply = await ask('/v1/login', init as RequestInit)
    expect([reply.status, await reasonOf(reply)]).toEqual([413, 'body_too_large'])
    expect(pulled).toBeLessThan(40)
  })

  it('a body that was read before is refused by name', async () => {
    const { handler } = await opened()
    const request = new Request('https://api.example/login', { method: 'POST', body: '{}' })
    await request.text()
    await expect(handler(request)).rejects.toThrow('before what reads the body')
  })

  it('answers what it has no route for, and a reply without a body has none', async () => {
    const { ask } = await opened({ corsOrigins: ['https://app.example'] })
    const missing = await ask('/nothing')
    expect([missing.status, await reasonOf(missing)]).toEqual([404, 'not_found'])
    const headers = {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
    }
    const preflight = await ask('/login', { method: 'OPTIONS', headers })
    expect([preflight.status, preflight.body]).toEqual([204, null])
    const known = (await ask('/.well-known/jwks.json')).headers.get('etag') ?? ''
    const same = await ask('/.well-known/jwks.json', { headers: { 'if-none-match': known } })
    expect([same.status, same.body]).toEqual([304, null])
    for (const name of ['connection', 'transfer-encoding', 'keep-alive']) {
      expect(missing.headers.get(name)).toBeNull()
    }
  })

  const follow = { accept: 'text/event-stream', authorization: `Bearer ${feedToken}` }

  it('who leaves the feed makes room', async () => {
    const { ask } = await opened({ feed: { tokens: [feedToken], maximumStreams: 1 } })
    const open = async (signal: AbortSignal | null = null): Promise<Response> => {
      for (;;) {
        const reply = await ask('/v1/revocations', { headers: follow, signal })
        if (reply.status === 200) return reply
        expect(reply.status).toBe(503)
        await reply.text()
      }
    }
    const first = await open()
    expect((await ask('/v1/revocations', { headers: follow })).status).toBe(503)
    await first.body?.cancel()
    const stop = new AbortController()
    const second = await open(stop.signal)
    stop.abort()
    await expect(second.text()).rejects.toThrow()
    await open()
  })

  it('A118 who reads the feed too slowly is cut off', async () => {
    const { core, ask } = await opened({ feed: { tokens: [feedToken], bufferBytes: 2000 } })
    const reply = await ask('/v1/revocations', { headers: follow })
    const { id } = await addPerson(core)
    for (let n = 0; n < 30; n += 1) await core.logout(await core.createToken(id))
    await expect(reply.text()).rejects.toThrow('too slow')
  })
})
