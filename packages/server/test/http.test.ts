import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Store } from 'ztoken'
import type { AppOptions } from '../src/server.ts'
import { open } from './open.ts'
import { getRaw, parseRaw, sendRaw } from './wire.ts'

const phone = '13800138000'
const password = 'a long enough phrase'
const origin = 'https://app.example'

async function listening(options: AppOptions = {}, coreOptions: object = {}) {
  const { app, core } = await open(coreOptions, options)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, core, port }
}

describe('CORS (attacks A080 to A084)', () => {
  it('A080 A082 only listed origins are answered, byte for byte, and caches are told', async () => {
    const { app, core } = await open({}, { corsOrigins: [origin, 'http://localhost:5173'] })
    const { accessToken } = await core.register({ phone, password })
    const ask = (from: string, url = '/v1/me') =>
      app.inject({ url, headers: { origin: from, 'z-token': accessToken } })
    for (const from of [origin, 'http://localhost:5173']) {
      const reply = await ask(from)
      expect(reply.headers['access-control-allow-origin']).toBe(from)
      expect(reply.headers.vary).toMatch(/origin/i)
    }
    const others = [
      'https://evil',
      'null',
      'file://',
      'https://app.example.evil',
      'https://evilapp.example',
      'http://app.example',
      'https://app.example:8443',
      'https://APP.example',
      'https://app.example.',
      'https://app.example@evil',
      'http://localhost:5174',
      '*',
      '',
    ]
    for (const from of others) {
      for (const url of ['/v1/me', '/login', '/nothing', '/healthz']) {
        const { headers } = await ask(from, url)
        expect(headers['access-control-allow-origin'], from).toBeUndefined()
        expect(headers.vary, from).toMatch(/origin/i)
      }
    }
  })

  it('A083 A084 a preflight names what we take, for listed origins, for ten minutes', async () => {
    const { app } = await open({}, { corsOrigins: [origin] })
    const preflight = (from: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/v1/me',
        headers: {
          origin: from,
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'z-token, content-type',
        },
      })
    const { headers, statusCode } = await preflight(origin)
    expect(statusCode).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'authorization, content-type, z-token, z-human-check',
      'access-control-max-age': '600',
    })
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    const refused = (await preflight('https://evil')).headers
    expect(refused['access-control-allow-origin']).toBeUndefined()
  })

  it('A081 what is no origin is refused at the start, and none is allowed unless listed', async () => {
    for (const wrong of [
      '*',
      'app.example',
      'https://app.example/',
      'https://APP.example',
      'null',
      '',
    ]) {
      await expect(open({}, { corsOrigins: [wrong] }), wrong).rejects.toThrow(TypeError)
    }
    const { app } = await open()
    const reply = await app.inject({ url: '/v1/me', headers: { origin } })
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('every reply', () => {
  it('A097 A098 A113 may not be stored, run or framed, and shows nothing of the inside', async () => {
    const { app, core } = await open()
    const { accessToken, refreshToken } = await core.register({ phone, password })
    const headers = { 'z-token': accessToken }
    const replies = [
      await app.inject({ method: 'POST', url: '/v1/login', payload: { phone, password } }),
      await app.inject({
        method: 'POST',
        url: '/v1/login',
        payload: { phone, password: 'wrong one' },
      }),
      await app.inject({
        method: 'POST',
        url: '/v1/refresh',
        payload: { refresh_token: refreshToken },
      }),
      await app.inject({ method: 'POST', url: '/login', payload: { phone, password } }),
      await app.inject({ url: '/user/detail', headers }),
      await app.inject({ url: '/user/detail' }),
      await app.inject({ url: '/v1/me', headers }),
      await app.inject({ url: '/v1/me' }),
      await app.inject({ url: '/v1/nothing' }),
      await app.inject({ url: '/v1/me/x.css', headers }),
      await app.inject({ url: '/healthz' }),
    ]
    for (const reply of replies) {
      expect(reply.headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      })
      for (const name of ['x-powered-by', 'server', 'etag', 'set-cookie', 'location']) {
        expect(reply.headers[name]).toBeUndefined()
      }
      if (reply.body.includes('oken":"')) expect(reply.headers.pragma).toBe('no-cache')
      expect(reply.body).not.toMatch(/argon2|password_hash|counter|node_modules| at /)
    }
  })

  it('A001 A004 a stranger and a wrong password are answered byte for byte alike', async () => {
    const { app, core } = await open()
    await core.register({ phone, password })
    for (const url of ['/v1/login', '/login']) {
      const answer = async (who: string) => {
        const payload = { phone: who, password: 'wrong one' }
        const reply = await app.inject({ method: 'POST', url, payload })
        const { date: _, 'x-request-id': __, ...headers } = reply.headers
        const { request_id: ___, ...body } = reply.json()
        return { status: reply.statusCode, headers: { ...headers, 'content-length': 0 }, body }
      }
      expect(await answer(phone)).toEqual(await answer('13900000000'))
    }
  })

  it('A033 A092 A095 A116 other methods do nothing and repeat nothing', async () => {
    const { app, core, port } = await listening()
    const { accessToken } = await core.register({ phone, password })
    const send = (method: string, path: string): Promise<string> =>
      sendRaw(
        port,
        `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nz-token: ${accessToken}\r\nX-HTTP-Method-Override: POST\r\n\r\n`,
      )
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'PATCH', 'SEARCH']) {
      for (const path of ['/v1/logout', '/v1/logout?_method=POST', '/login']) {
        const text = await send(method, path)
        expect(parseRaw(text).status, `${method} ${path}`).toBe(405)
        expect(text, `${method} ${path}`).toMatch(/^allow: POST\r$/im)
        expect(text).not.toContain(accessToken)
      }
    }
    expect(parseRaw(await send('CONNECT', 'x:1')).status).not.toBe(200)
    expect(core.authenticate(accessToken)).toHaveProperty('userId')
    expect(
      (await app.inject({ url: '/v1/me', headers: { 'z-token': accessToken } })).statusCode,
    ).toBe(200)
  })

  it('a method that a path does not take is answered 405 with those it takes, a path that nobody has 404', async () => {
    const { app } = await open()
    for (const [method, url, allow] of [
      ['POST', '/v1/me?x=1', 'DELETE, GET, HEAD, PATCH, PUT'],
      ['POST', '/v1/users/17/ban', 'DELETE, PUT'],
      ['POST', '/user/detail', 'GET, HEAD'],
      ['POST', '/healthz', 'GET, HEAD'],
      ['GET', '/v1/users/17/nothing', undefined],
      ['GET', '/v1/users//ban', undefined],
      ['GET', '/v1/login/', undefined],
      ['POST', '/', undefined],
    ] as const) {
      const { statusCode, headers, body } = await app.inject({ method, url })
      expect([statusCode, headers.allow], `${method} ${url}`).toEqual([
        allow === undefined ? 404 : 405,
        allow,
      ])
      const reason = allow === undefined ? 'not_found' : 'method_not_allowed'
      expect(JSON.parse(body)).toMatchObject({ reason })
    }
  })

  it('A110 A159 T159 a refresh token and an access token are not taken for each other', async () => {
    const { app, core } = await open()
    const { accessToken, refreshToken } = await core.register({ phone, password })
    const refresh = (text: string) =>
      app.inject({ method: 'POST', url: '/v1/refresh', payload: { refresh_token: text } })
    for (const text of [
      accessToken.slice(0, 500),
      'x',
      `${refreshToken}x`,
      refreshToken.slice(1),
    ]) {
      expect((await refresh(text)).statusCode).toBe(401)
    }
    const asAccess = await app.inject({ url: '/v1/me', headers: { 'z-token': refreshToken } })
    expect(asAccess.json().reason).toBe('token_invalid')
    expect((await refresh(refreshToken)).statusCode).toBe(200)
  })
})

describe('the modern API', () => {
  it('registers, signs in, shows, changes, refreshes and signs out', async () => {
    const { app } = await open()
    const post = (url: string, payload: object | undefined, headers = {}) =>
      app.inject({ method: 'POST', url, headers, ...(payload ? { payload } : {}) })
    const device = 'my phone'
    const registered = (
      await post('/v1/register', { phone, password, name: '张三', device })
    ).json()
    expect(registered).toMatchObject({
      code: 0,
      data: { token_type: 'Bearer', expires_in: 3600, session: { device }, user: { name: '张三' } },
    })
    const again = await post('/v1/register', { phone: '+86 138-0013-8000', password })
    expect([again.statusCode, again.json().reason]).toEqual([409, 'phone_taken'])
    const { access_token: token, refresh_token } = (
      await post('/v1/login', { phone, password })
    ).json().data
    const headers = { authorization: `Bearer ${token}` }
    const changed = await app.inject({
      method: 'PATCH',
      url: '/v1/me',
      headers,
      payload: { intro: '你好' },
    })
    const me = (await app.inject({ url: '/v1/me', headers })).json()
    expect(me.data).toEqual({ ...registered.data.user, intro: '你好' })
    expect(changed.json().data).toEqual(me.data)
    const next = (await post('/v1/refresh', { refresh_token })).json().data
    expect((await post('/v1/logout', undefined, headers)).json()).toMatchObject({ code: 0 })
    for (const old of [token, next.access_token]) {
      const reply = await app.inject({ url: '/v1/me', headers: { 'z-token': old } })
      expect([reply.statusCode, reply.json().reason]).toEqual([401, 'session_ended'])
    }
    const other = { 'z-token': registered.data.access_token }
    expect((await app.inject({ url: '/v1/me', headers: other })).statusCode).toBe(200)
    for (const url of ['/healthz', '/readyz'])
      expect((await app.inject({ url })).json().code).toBe(0)
  })

  it('A170 a store that is down is answered 503, everywhere, and nothing of it is shown', async () => {
    const { app, core } = await open({ report: () => undefined })
    const { accessToken } = await core.register({ phone, password })
    await core.close()
    const headers = { 'z-token': accessToken }
    const replies = [
      await app.inject({ url: '/readyz' }),
      await app.inject({ url: '/v1/me', headers }),
      await app.inject({ method: 'POST', url: '/v1/login', payload: { phone, password } }),
      await app.inject({ method: 'POST', url: '/v1/logout', headers }),
    ]
    for (const reply of replies) {
      expect([reply.statusCode, reply.json().code]).toEqual([503, 5030])
      expect(reply.body).not.toMatch(/sqlite|closed|database/i)
    }
    for (const tutorial of [
      await app.inject({ url: '/user/detail', headers }),
      await app.inject({ method: 'POST', url: '/login', payload: { phone, password } }),
    ]) {
      expect([tutorial.statusCode, tutorial.json()]).toEqual([
        200,
        { code: 4004, msg: '获取信息失败' },
      ])
    }
  })

  it('A051 A171 too much to do at once is 5030, and a store that hangs is one that is down', async () => {
    const passwords = { concurrency: 1, queueLimit: 1 }
    const { app, core } = await open({ passwords, failuresPerPhone: 1000 })
    await core.register({ phone, password })
    const login = (url: string) =>
      app.inject({ method: 'POST', url, payload: { phone, password: 'wrong one' } })
    for (const [url, codes] of [
      ['/login', [4103, 5030]],
      ['/v1/login', [4103, 5030]],
    ] as const) {
      const replies = await Promise.all(Array.from({ length: 12 }, () => login(url)))
      expect(new Set(replies.map((reply) => reply.json().code))).toEqual(new Set(codes))
      const late = replies.find((reply) => reply.json().code === 5030)
      expect(late?.headers['retry-after']).toBe('1')
    }
    const store = memoryStore()
    const hanging = Object.assign(Object.create(store) as Store, {
      findAccountByIdentity: () => new Promise<never>(() => undefined),
    })
    const { app: other } = await open({ store: hanging, storeTimeoutMilliseconds: 100 })
    const payload = { phone, password }
    const tutorial = await other.inject({ method: 'POST', url: '/login', payload })
    expect([tutorial.statusCode, tutorial.json().code]).toEqual([200, 4004])
    const modern = await other.inject({ method: 'POST', url: '/v1/login', payload })
    expect([modern.statusCode, modern.json().code]).toEqual([503, 5030])
    expect((await other.inject({ url: '/healthz' })).statusCode).toBe(200)
  })

  it('too many failures are answered 429 with the seconds to wait', async () => {
    const { app } = await open({ failuresPerPhone: 1 })
    const login = () =>
      app.inject({ method: 'POST', url: '/v1/login', payload: { phone, password: 'wrong one' } })
    expect((await login()).statusCode).toBe(401)
    const reply = await login()
    expect([reply.statusCode, reply.json().reason]).toEqual([429, 'too_many_requests'])
    expect(reply.headers['retry-after']).toBe('15')
  })
})

describe('addresses (attacks A070 to A072)', () => {
  const spoofs: Record<string, string>[] = [
    { 'x-forwarded-for': '9.9.9.1' },
    { 'x-forwarded-for': '9.9.9.2, 9.9.9.3' },
    { forwarded: 'for=9.9.9.4' },
    { 'x-real-ip': '9.9.9.5' },
    { 'cf-connecting-ip': '9.9.9.6' },
    { 'true-client-ip': '9.9.9.7' },
  ]
  const attempts = async (options: AppOptions, from: string, list: Record<string, string>[]) => {
    const { app } = await open({ failuresPerAddress: 2 }, options)
    const statuses = []
    for (const [at, headers] of list.entries()) {
      const payload = { phone: `1390000000${at}`, password: 'wrong one' }
      const request = {
        method: 'POST',
        url: '/v1/login',
        payload,
        headers,
        remoteAddress: from,
      } as const
      statuses.push((await app.inject(request)).statusCode)
    }
    return statuses
  }

  it('A070 A072 without a trusted proxy no header changes who somebody is', async () => {
    expect(await attempts({}, '10.0.0.1', spoofs)).toEqual([401, 401, 429, 429, 429, 429])
    const elsewhere = { trustedProxies: ['192.168.0.1'] }
    expect(await attempts(elsewhere, '10.0.0.1', spoofs)).toEqual([401, 401, 429, 429, 429, 429])
  })

  it('A071 behind a trusted proxy the last address it did not add itself counts', async () => {
    const forwarded = ['1.1.1.1, 7.7.7.7', '2.2.2.2, 7.7.7.7', 'unknown, 7.7.7.7', '8.8.8.8'].map(
      (list) => ({ 'x-forwarded-for': list }),
    )
    const options = { trustedProxies: ['10.0.0.0/8'] }
    expect(await attempts(options, '10.0.0.1', forwarded)).toEqual([401, 401, 429, 401])
  })
})

describe('what is no proper request', () => {
  it('A117 A119 is refused in our form, and the line is closed', async () => {
    const { port } = await listening()
    const rest = 'Host: x\r\nContent-Type: application/json\r\n'
    const broken = [
      `POST /v1/login HTTP/1.1\r\n${rest}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST /v1/login HTTP/1.1\r\n${rest}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `POST /v1/login HTTP/1.1\r\n${rest}Content-Length: -1\r\n\r\n`,
      `POST /v1/login HTTP/1.1\r\n${rest}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
      `POST /v1/login HTTP/1.1\r\n${rest}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
      `GET /v1/me HTTP/1.1\r\nHost: x\r\nz-token : x\r\n\r\n`,
      `GET /v1/me HTTP/9.9\r\nHost: x\r\n\r\n`,
      'nonsense\r\n\r\n',
      `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    ]
    for (const text of broken) {
      const reply = parseRaw(await sendRaw(port, text))
      expect([400, 431], text.slice(0, 60)).toContain(reply.status)
      expect(JSON.parse(reply.body)).toMatchObject({ code: 4103, reason: 'invalid_request' })
    }
    const path = await getRaw(port, '/%zz-canary', [])
    expect([path.status, JSON.parse(path.body).reason]).toEqual([400, 'invalid_request'])
    expect(path.body).not.toContain('canary')
    expect((await getRaw(port, '/v1/me', ['X: y'])).status).toBe(401)
  })

  it('A118 senders that take their time are gone within the time-out', async () => {
    const { app, port } = await listening()
    const { requestTimeout, headersTimeout } = app.server
    expect([requestTimeout, headersTimeout]).toEqual([10_000, 10_000])
    // The same ten times as soon: how long it is has been said.
    Object.assign(app.server, { requestTimeout: 1000, headersTimeout: 1000 })
    const closed = (text: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      socket.write(text)
      const drip = setInterval(() => socket.writable && socket.write('a'), 50)
      return new Promise((resolve) => {
        let got = ''
        socket.on('data', (piece) => {
          got += piece
        })
        socket.on('error', () => undefined)
        socket.on('close', () => {
          clearInterval(drip)
          resolve(got)
        })
      })
    }
    const head = 'POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
    const replies = await Promise.all([
      closed(`${head}Content-Length: 10000\r\n\r\n{`),
      closed('GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    ])
    for (const reply of replies) expect(reply).toMatch(/^(HTTP\/1\.1 408|$)/)
    expect((await getRaw(port, '/healthz', [])).status).toBe(200)
  }, 30_000)
})

it('A048 A166 T190 T193 T194 logs hold no token, password, phone or header, whatever fails', async () => {
  const lines: string[] = []
  const stream = new Writable({
    write(piece, _encoding, done) {
      lines.push(String(piece))
      done()
    },
  })
  const { app, core } = await open(
    { report: () => undefined },
    { logger: { level: 'trace', stream } },
  )
  const { accessToken, refreshToken } = await core.register({ phone, password })
  const headers = { 'z-token': accessToken, authorization: 'Bearer canary-1', cookie: 'a=canary-2' }
  await app.inject({ method: 'POST', url: '/v1/login', payload: { phone, password } })
  await app.inject({ method: 'POST', url: '/v1/refresh', payload: { refresh_token: refreshToken } })
  await app.inject({ url: `/v1/me?token=${accessToken}`, headers })
  await core.close()
  await app.inject({ url: `/v1/me?token=${accessToken}`, headers: { 'z-token': accessToken } })
  await app.inject({ method: 'POST', url: '/v1/login', payload: { phone, password } })
  const text = lines.join('')
  expect(text).toContain('unavailable')
  for (const needle of [accessToken, refreshToken, password, phone, 'canary']) {
    expect(text).not.toContain(needle)
  }
})
