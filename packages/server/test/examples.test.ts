import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
// Before any server is made: it replaces the Response of the process, and with it this one.
import '@hono/node-server/utils/response'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createZtoken, memory, type Ztoken } from 'ztoken'
import { createApp as createExpress } from '../../../examples/express.ts'
import { createApp as createFastify } from '../../../examples/fastify.ts'
import { createApp as createHono } from '../../../examples/hono.ts'
import { createApp as createKoa } from '../../../examples/koa.ts'
import { createApp as createNest } from '../../../examples/nest.ts'
import { createRoute } from '../../../examples/next-route.ts'
import { createApp as createNode } from '../../../examples/node-http.ts'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { secret } from './open.ts'

const examples: Record<string, (auth: Ztoken) => Promise<Server>> = {
  Fastify: async (auth) => {
    const app = createFastify(auth)
    await app.ready()
    return app.server
  },
  Express: async (auth) => createServer(createExpress(auth) as unknown as RequestListener),
  Hono: async (auth) => createAdaptorServer(createHono(auth)) as Server,
  Koa: async (auth) => createServer(createKoa(auth).callback()),
  Nest: async (auth) => {
    const app = await createNest(auth)
    await app.init()
    return app.getHttpServer()
  },
  'a route of Next.js': async (auth) =>
    createAdaptorServer({ fetch: createRoute(auth).GET }) as Server,
  'node:http': async (auth) => createNode(auth),
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mine`
}

describe('the examples', () => {
  for (const [name, open] of Object.entries(examples)) {
    it(`${name}: the caller is known with a token and refused without or after logout`, async () => {
      const auth = await createZtoken({ secret, store: memory(), passwords: cheapHashes })
      const url = await listening(await open(auth))
      const phone = '13800138000'
      const { accessToken, user } = await auth.register({ phone, password: 'a long enough phrase' })
      const ask = (headers: Record<string, string>): Promise<Response> => fetch(url, { headers })
      for (const headers of [
        { 'z-token': accessToken },
        { authorization: `Bearer ${accessToken}` },
        { authorization: `bearer ${accessToken}` },
      ]) {
        const reply = await ask(headers as Record<string, string>)
        expect(reply.status).toBe(200)
        expect(await reply.json()).toEqual({ userId: user.id })
      }
      const missing = await ask({})
      expect(missing.status).toBe(401)
      expect(missing.headers.get('www-authenticate')).toBe('Bearer')
      expect(await missing.json()).toMatchObject({ code: 4103, reason: 'token_missing' })
      const both = { 'z-token': accessToken, authorization: `Bearer ${accessToken}` }
      expect((await ask(both)).status).toBe(400)
      const bad = await ask({ 'z-token': `${accessToken.slice(0, -1)}!`, 'accept-language': 'en' })
      expect(await bad.json()).toMatchObject({ code: 4102, msg: 'The token is not valid' })
      await auth.logout(accessToken)
      const ended = await ask({ 'z-token': accessToken })
      expect(await ended.json()).toMatchObject({ code: 4101, reason: 'session_ended' })
    })
  }
})
