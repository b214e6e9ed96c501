import { describe, expect, it } from 'vitest'
import { password } from './client.ts'
import { follow } from './follow.ts'
import { answersAllBelow, failure, hosting, hosts } from './hosts.ts'
import { open } from './open.ts'
import { getRaw } from './wire.ts'

const feedToken = 'feed-token-of-32-characters-or-so'
const origin = 'https://app.example'
const phone = '13800138000'

async function opened(name: string, options: object = {}) {
  const { core } = await open()
  const { user, session, accessToken: token } = await core.register({ phone, password })
  const host = await hosting(name, core, {
    prefix: '/auth',
    corsOrigins: [origin],
    feed: { tokens: [feedToken] },
    ...options,
  })
  const send = async (
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ) => {
    const reply = await fetch(host.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body }),
    })
    const text = await reply.text()
    return {
      status: reply.status,
      headers: reply.headers,
      // biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the test is about.
      body: (text === '' ? null : JSON.parse(text)) as any,
    }
  }
  return { core, user, session, token, send, ...host }
}

for (const name of Object.keys(hosts)) {
  describe(`the application mounted in ${name}`, () => {
    it('answers under its prefix as it does alone: the tutorial, the modern API, operators', async () => {
      const { send, user, token } = await opened(name)
      const tutorial = await send('POST', '/auth/login', JSON.stringify({ phone, password }))
      expect(tutorial.body).toEqual({ code: 0, data: expect.any(String), msg: '成功' })
      const headers = { 'z-token': tutorial.body.data }
      const detail = await send('GET', '/auth/user/detail', undefined, headers)
      expect(detail.body).toMatchObject({ code: 0, data: { phone } })
      const { body } = await send('POST', '/auth/v1/login', JSON.stringify({ phone, password }))
      expect(body.data.user.id).toBe(user.id)
      const authorization = `Bearer ${body.data.access_token}`
      const me = await send('GET', '/auth/v1/me', undefined, { authorization })
      expect([me.status, me.body.data.id]).toEqual([200, user.id])
      const patched = await send('PATCH', '/auth/v1/me', '{"name":"张三"}', { authorization })
      expect(patched.body.data.name).toBe('张三')
      expect((await send('POST', '/auth/v1/logout', undefined, { authorization })).status).toBe(200)
      const ended = await send('GET', '/auth/v1/me', undefined, { authorization })
      expect(ended).toMatchObject({ status: 401, body: { reason: 'session_ended' } })
      expect(ended.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
      for (const path of ['healthz', 'readyz', '.well-known/jwks.json']) {
        expect((await send('GET', `/auth/${path}`)).status, path).toBe(200)
      }
      expect((await send('HEAD', '/auth/v1/me', undefined, { 'z-token': token })).status).toBe(200)
      expect((await send('GET', '/v1/me')).body).toEqual({ host: 'nothing here' })
    })

    it('leaves what is the host’s to the host: its parser, errors, 404 and headers', async () => {
      const { send } = await opened(name)
      const json = '{"a":1,"a":2}'
      expect((await send('POST', '/echo', json)).body).toEqual({ host: { a: 2 } })
      expect(await send('POST', '/auth/echo', json)).toMatchObject({ body: { host: { a: 2 } } })
      expect(await send('GET', '/boom')).toMatchObject({ status: 418, body: { host: failure } })
      const missing = await send('GET', '/nothing', undefined, { 'z-token': 'x' })
      expect(missing).toMatchObject({ status: 404, body: { host: 'nothing here' } })
      for (const { headers } of [missing, await send('POST', '/echo', json)]) {
        expect(headers.get('x-host')).toBe('yes')
        expect(headers.get('content-security-policy')).toBeNull()
        expect(headers.get('cache-control')).toBeNull()
        expect(headers.get('access-control-allow-origin')).toBeNull()
      }
      const preflight = { origin, 'access-control-request-method': 'POST' }
      const asked = await send('OPTIONS', '/echo', undefined, preflight)
      expect(asked.headers.get('access-control-allow-origin')).toBeNull()
      if (answersAllBelow.has(name)) return
      expect((await send('GET', '/auth/nothing')).body).toEqual({ host: 'nothing here' })
      expect((await send('GET', '/auth/%zz')).status).not.toBe(200)
    })

    it('keeps the host’s parser, errors, hooks and headers out of what is its own', async () => {
      const { send, token } = await opened(name)
      const faults: [string, string, number, string][] = [
        [
          '/auth/v1/login',
          `{"phone":"${phone}","phone":"1","password":"x"}`,
          400,
          'invalid_request',
        ],
        ['/auth/v1/login', `{"phone":${phone},"password":"12345678"}`, 400, 'invalid_request'],
        ['/auth/v1/login', '{', 400, 'invalid_request'],
        ['/auth/v1/login', JSON.stringify('x'.repeat(20_000)), 413, 'body_too_large'],
        ['/auth/v1/me', '{}', 401, 'token_missing'],
      ]
      for (const [path, body, status, reason] of faults) {
        const reply = await send(path.endsWith('me') ? 'PATCH' : 'POST', path, body)
        expect(reply, body.slice(0, 40)).toMatchObject({ status, body: { reason } })
      }
      const form = { 'content-type': 'text/plain' }
      expect((await send('POST', '/auth/v1/login', '{}', form)).status).toBe(415)
      const me = await send('GET', '/auth/v1/me', undefined, { 'z-token': token, origin })
      expect(me.headers.get('x-host')).toBeNull()
      expect(me.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(me.headers.get('cache-control')).toBe('no-store')
      expect(me.headers.get('access-control-allow-origin')).toBe(origin)
      const preflight = { origin, 'access-control-request-method': 'PATCH' }
      const asked = await send('OPTIONS', '/auth/v1/me', undefined, preflight)
      expect(asked.status).toBe(204)
      expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH')
    })

    it('T185 T186 T187 A076 takes no token twice, and no other spelling leads around the guard', async () => {
      const { port, token } = await opened(name)
      const twice: [string[], readonly number[]][] = [
        [[`z-token: ${token}`, `z-token: ${token}`], [401]],
        [[`Authorization: Bearer ${token}`, `Authorization: Bearer ${token}`], [400]],
        [[`z-token: ${token}`, `Authorization: Bearer ${token}`], [400]],
      ]
      for (const [lines, statuses] of twice) {
        expect(statuses).toContain((await getRaw(port, '/auth/v1/me', lines)).status)
      }
      for (const path of [
        ...[
          '//auth/v1/me',
          '/auth//v1/me',
          '/auth/v1/me/',
          '/AUTH/v1/me',
          '/auth/v1/%6de',
          '/auth%2fv1/me',
        ],
        ...[
          '/auth/v1/me;x',
          '/auth/./v1/me',
          '/auth/x/../v1/me',
          '/x/../auth/v1/me',
          '/auth/v1/me.',
        ],
        ...['http://localhost/auth/v1/me', '/auth/v1/me?x', '/auth/v1/me#x', '//evil/auth/v1/me'],
      ]) {
        const reply = await getRaw(port, path, [])
        expect(reply.status, path).not.toBe(200)
        expect(reply.body, path).not.toContain(phone)
      }
      expect((await getRaw(port, '/auth/v1/me', [`z-token: ${token}`])).body).toContain(phone)
    })

    it('sends the revocation feed as it comes, and ends it when it is told to', async () => {
      const { url, core, token, session, close } = await opened(name)
      const headers = { accept: 'text/event-stream', authorization: `Bearer ${feedToken}` }
      const reply = await fetch(`${url}/auth/v1/revocations`, { headers })
      expect(reply.headers.get('content-type')).toContain('text/event-stream')
      const body = (reply.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())
      const reader = body.getReader()
      let seen = ''
      const until = async (text: string): Promise<void> => {
        while (!seen.includes(text)) {
          const { value, done } = await reader.read()
          if (done) throw new Error(`the stream ended before ${text}`)
          seen += value
        }
      }
      await until('event: heartbeat')
      await core.logout(token)
      await until(session.id)
      const closed = close()
      while (!(await reader.read()).done) seen = ''
      await closed
    })

    it('tells a page at once that its session is over', async () => {
      const { url, core, token, close } = await opened(name)
      const stream = await follow(`${url}/auth/v1/me/session/events`, {
        authorization: `Bearer ${token}`,
      })
      expect(await stream.next()).toMatchObject({ name: 'comment' })
      await core.logout(token)
      expect(await stream.next()).toMatchObject({
        name: 'ended',
        data: { reason: 'session_ended' },
      })
      expect(await stream.next()).toBeNull()
      await close()
    })

    it('A060 remembers the address of who asks, and believes no header of theirs', async () => {
      const { core, send } = await opened(name)
      const body = JSON.stringify({ phone, password: 'a wrong phrase' })
      const forged = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' }
      expect((await send('POST', '/auth/v1/login', body, forged)).status).toBe(401)
      const { items } = await core.searchAudit({ after: null, userId: null, event: 'login_failed' })
      expect(items[0]?.address).toMatch(/^(::ffff:)?127\.0\.0\.1$/)
    })
  })
}
