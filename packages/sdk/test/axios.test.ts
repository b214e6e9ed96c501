import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import axios, { type AxiosRequestConfig } from 'axios'
import { describe, expect, it, onTestFinished } from 'vitest'
import { attachZtoken } from '../src/axios.ts'
import { memoryStorage } from '../src/index.ts'
import { codeOf, open } from './open.ts'

async function opened(config: AxiosRequestConfig = {}) {
  const server = await open((app) => {
    app.get('/orders', async (_request, reply) =>
      reply.code(401).send({ code: 4101, msg: '登录已过期', reason: 'token_expired' }),
    )
    app.get('/away', async (_request, reply) => reply.redirect('/v1/me', 307))
  })
  const storage = memoryStorage()
  const ours = await server.signedIn({ storage })
  const http = axios.create(config)
  const detach = attachZtoken(http, ours)
  return { ...server, ours, http, detach, storage }
}

describe('the axios interceptor', () => {
  it('A222 fifty requests with an expired token: one refresh, all answered', async () => {
    const { http, advance, count } = await opened()
    advance(3601)
    const replies = await Promise.all(Array.from({ length: 50 }, () => http.get('/v1/me')))
    expect(replies.map(({ data }) => data.data.name)).toEqual(replies.map(() => '张三'))
    expect(count('POST /v1/refresh')).toBe(1)
  })

  it('a body is sent again as it was, and a refusal is understood in every form', async () => {
    const { http, advance, count } = await opened()
    for (const responseType of ['json', 'text', 'blob'] as const) {
      advance(3601)
      const reply = await http.patch('/v1/me', { name: responseType }, { responseType })
      expect(reply.status).toBe(200)
    }
    expect(count('POST /v1/refresh')).toBe(3)
    expect((await http.get('/v1/me')).data.data.name).toBe('blob')
  })

  it('other failures are axios’s own, and a session that is over says why', async () => {
    const { http, auth, storage, ours, advance } = await opened()
    const failure = await http.get('/nothing').catch((error) => error)
    expect(axios.isAxiosError(failure)).toBe(true)
    expect(failure.response.data.reason).toBe('not_found')
    await auth.refresh(JSON.parse(storage.read() ?? '').refresh_token)
    advance(3601)
    expect(await codeOf(http.get('/v1/me'))).toBe('refresh_token_reused')
    expect(ours.state.reason).toBe('refresh_token_reused')
  })

  it('a new token that is refused as expired again is no reason to go round', async () => {
    const { http, ours, count } = await opened()
    expect(await codeOf(http.get('/orders'))).toBe('ERR_BAD_REQUEST')
    expect(count('POST /v1/refresh')).toBe(1)
    expect(count('GET /orders')).toBe(2)
    expect(ours.user).not.toBeNull()
  })

  it('A223 the token goes to the configured origin only, and no redirect is followed', async () => {
    const heard: unknown[] = []
    const evil = createServer((request, reply) => {
      heard.push(request.headers.authorization)
      reply.end('{}')
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void evil.close())
    const elsewhere = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
    const { http, origin, count } = await opened()
    await http.get(`${elsewhere}/x`)
    await http.get('/x', { baseURL: elsewhere })
    expect(heard).toEqual([undefined, undefined])
    expect((await http.get(`${origin}/v1/me`)).status).toBe(200)
    const before = count('GET /v1/me')
    await expect(http.get('/away')).rejects.toThrow()
    expect(count('GET /v1/me')).toBe(before)
  })

  it('can be taken out again', async () => {
    const { http, origin, detach } = await opened()
    detach()
    const reply = await http.get(`${origin}/v1/me`, { validateStatus: null })
    expect(reply.status).toBe(401)
  })
})
