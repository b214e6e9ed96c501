import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostsOf, isCanonical } from '../src/http/targets.ts'
import { addPerson, password } from './client.ts'
import { hosting, hosts } from './hosts.ts'
import { open, temporaryDirectory } from './open.ts'
import { printed, start } from './place.ts'
import { routes } from './routes.ts'
import { parseRaw, sendRaw } from './wire.ts'

/** Sends a request as it stands. Out: the status where it was ours that answered, else null. */
async function answerOf(port: number, head: readonly string[], body = ''): Promise<number | null> {
  const lines = [...head, 'Connection: close', `Content-Length: ${body.length}`, '', body]
  const { status, headers } = parseRaw(await sendRaw(port, lines.join('\r\n')))
  const isOurs = headers.some((line) =>
    /^(content-security-policy|x-content-type-options):/i.test(line),
  )
  return isOurs ? status : null
}

/** Other spellings of a path, of which some servers, proxies and routers think the same. */
function spellings(path: string): string[] {
  const at = path.lastIndexOf('/') + 1
  const encode = (character: string): string =>
    `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  const swap = (text: string): string => path.slice(0, at) + text
  const last = path.slice(at)
  return [
    ...[swap(encode(last) + last.slice(1)), swap(encode(last).toUpperCase() + last.slice(1))],
    ...[swap(last.slice(0, -1) + encode(last.slice(-1))), swap(last.toUpperCase())],
    ...[swap(`./${last}`), swap(`x/../${last}`), swap(`/${last}`), swap(`%2e/${last}`)],
    ...[swap(`%2E%2E/${last}`), swap(`${last};a=b`), swap(`${last}%3b`), swap(`;x/${last}`)],
    ...[
      `${path}/`,
      `${path}/.`,
      `${path}%2f`,
      `${path}%20`,
      `${path}%00`,
      `${path}#x`,
      `${path}?a#x`,
    ],
    ...[
      `/${path}`,
      `//localhost${path}`,
      `/.${path}`,
      `/\\${path.slice(1)}`,
      `/%2f${path.slice(1)}`,
    ],
    ...[path.replaceAll('/', '\\'), path.replace('/', '/%2e/'), `http://localhost${path}`],
    ...[
      path.toUpperCase(),
      path.replace(/^\/[^/]+/, (first) => first.toUpperCase()),
      `${path.slice(0, at - 1)}%2F${last}`,
      `${path.slice(0, at - 1)}%5c${last}`,
    ],
    ...[
      `${path}%c0%af`,
      `${path}%ff`,
      `${path}%u002f`,
      swap(`%25${encode(last).slice(1)}${last.slice(1)}`),
    ],
  ].filter((other) => other !== path)
}

/** A Request has lost dot segments and fragments before anybody sees it, a host's own routes too. */
const normalised: ReadonlySet<string> = new Set(['Hono', 'a catch-all route of Next.js'])
const pathOf = (target: string): string => new URL(target, 'http://localhost').pathname

const concrete = (path: string): string =>
  path.replace(/:(id|session|name|kid)/g, (_, name) => (name === 'name' ? 'some-role' : 'some-id'))

describe('S23 a path is answered in the one spelling it has', () => {
  for (const name of ['alone', ...Object.keys(hosts)]) {
    it(`${name}: no other spelling reaches any route`, async () => {
      const { core, app } = await open()
      const { token } = await addPerson(core, ['*'])
      const prefix = name === 'alone' ? '' : '/auth'
      if (name === 'alone') await app.listen({ host: '127.0.0.1', port: 0 })
      const port =
        name === 'alone'
          ? (app.server.address() as AddressInfo).port
          : (await hosting(name, core, { prefix })).port
      const headers = ['Host: localhost', `Authorization: Bearer ${token}`]
      for (const { method, path, body } of routes) {
        // What would end the caller is asked in its other spellings alone.
        const text = JSON.stringify(body ?? {})
        const type = ['Content-Type: application/json']
        const asked = spellings(prefix + concrete(path)).filter(
          (target) => !normalised.has(name) || pathOf(target) === target,
        )
        const sent = asked.map(async (target) => [
          target,
          await answerOf(port, [`${method} ${target} HTTP/1.1`, ...headers, ...type], text),
        ])
        // 405: `/v1/keys/ROTATION` is a key of that name, with other methods.
        const answered = (await Promise.all(sent)).filter(
          ([, status]) => ![null, 400, 404, 405].includes(status as number | null),
        )
        expect(answered, `${method} ${path}`).toEqual([])
      }
      expect(await answerOf(port, [`GET ${prefix}/v1/me HTTP/1.1`, ...headers])).toBe(200)
      expect(await answerOf(port, [`GET ${prefix}/v1/me?a=%61 HTTP/1.1`, ...headers])).toBe(200)
    })
  }

  it('what an encoder makes of an id is the id, and pages have addresses of their own', () => {
    for (const path of [
      '/v1/users/a:b@c',
      '/v1/users/a%3Ab%40c',
      '/v1/users/a%20b%E4%B8%AD',
      '/app/users/a%20b%E4%B8%AD?x=%2f//',
    ]) {
      expect(isCanonical(path), path).toBe(true)
    }
    for (const path of [
      '/v1/users/a%3ab',
      '/v1/users/a%2Eb',
      '/app/%61',
      '/app//x',
      '/app/%e4',
      '/app/%25',
    ]) {
      expect(isCanonical(path), path).toBe(false)
    }
  })
})

describe('S16 a name that is not ours is nobody’s way in', () => {
  const foreign = [
    ...['evil.example', 'evil.example:8080', 'localhost.evil.example', '127.0.0.1.evil.example'],
    ...[
      'localhost@evil.example',
      '0.0.0.0',
      '192.168.0.1',
      '[::2]',
      '[::ffff:127.0.0.1]',
      '1270.0.0.1',
    ],
    ...[
      'localhost, evil.example',
      'localhost:x',
      'localhost:80:80',
      '',
      'evil.example#localhost',
      'login.example',
    ],
  ]
  const own = ['localhost', 'LOCALHOST:80', '127.0.0.1', '127.8.9.10:65535', '[::1]', '[::1]:8080']

  async function opened(options: object) {
    const { app } = await open({}, options)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const preflight = ['Origin: https://app.example', 'Access-Control-Request-Method: GET']
    return (host: string, path = '/v1/about', method = 'GET') =>
      answerOf(port, [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...preflight])
  }

  it('on this machine without a public URL: its own names alone, for every route', async () => {
    const ask = await opened({ isLocal: true })
    for (const host of own) expect(await ask(host), host).toBe(200)
    for (const host of foreign) expect(await ask(host), host).toBe(421)
    for (const { method, path } of routes) {
      expect(await ask('evil.example', concrete(path), method), path).toBe(421)
    }
    expect(await ask('evil.example', '/app/')).toBe(421)
    const crossing = await opened({ isLocal: true, corsOrigins: ['https://app.example'] })
    expect(await crossing('evil.example', '/v1/me', 'OPTIONS')).toBe(421)
    expect(await ask('evil.example', '/nothing')).toBe(421)
  })

  it('with a public URL: its name and this machine’s own', async () => {
    const ask = await opened({ publicUrl: 'https://login.example/auth' })
    for (const host of [...own, 'login.example', 'Login.Example:443']) {
      expect(await ask(host), host).toBe(200)
    }
    for (const host of foreign.filter((one) => one !== 'login.example')) {
      expect(await ask(host), host).toBe(421)
    }
  })

  it('where others reach it and nobody says its name: any', async () => {
    const ask = await opened({})
    for (const host of [...own, 'evil.example']) expect(await ask(host), host).toBe(200)
    expect(hostsOf(undefined, false)).toBeNull()
  })

  it('dev answers on this machine’s names, and its demo people sign in under no other', async () => {
    const file = join(temporaryDirectory(), 'data', 'app.db')
    const child = start('dev', {
      ZTOKEN_DATABASE_URL: `sqlite:${file}`,
      ZTOKEN_LOG_LEVEL: 'silent',
    })
    const url = /listens on (\S+)/.exec(await printed(child, 'Demo people'))?.[1] as string
    const port = Number(new URL(url).port)
    const body = '{"phone":"13800138000","password":"pass-word-0"}'
    const head = (host: string): string[] => [
      ...['POST /v1/login HTTP/1.1', `Host: ${host}`, 'Content-Type: application/json'],
    ]
    expect(await answerOf(port, head(`localhost:${port}`), body)).toBe(200)
    expect(await answerOf(port, head(`rebound.evil.example:${port}`), body)).toBe(421)
  })
})

describe('S19 one request has one reading', () => {
  it('two Host headers are refused, the same name twice as well', async () => {
    for (const options of [{}, { isLocal: true }, { publicUrl: 'https://login.example' }]) {
      const { app } = await open({}, options)
      await app.listen({ host: '127.0.0.1', port: 0 })
      const { port } = app.server.address() as AddressInfo
      for (const other of ['localhost', 'evil.example', '']) {
        const head = ['GET /v1/about HTTP/1.1', 'Host: localhost', `host: ${other}`]
        expect(await answerOf(port, head), other).toBe(400)
      }
    }
  })

  it('F48 a byte-order mark before a body is passed over, on the tutorial’s routes too', async () => {
    const { core, app } = await open()
    const phone = '13800138000'
    await core.register({ phone, password })
    const payload = `\ufeff${JSON.stringify({ phone, password })}`
    const headers = { 'content-type': 'application/json' }
    for (const url of ['/v1/login', '/login']) {
      const reply = await app.inject({ method: 'POST', url, headers, payload })
      expect([reply.statusCode, reply.json().code], url).toEqual([200, 0])
    }
    for (const mark of [
      [0xff, 0xfe],
      [0xfe, 0xff],
    ]) {
      const wide = Buffer.concat([Buffer.from(mark), Buffer.from(payload.slice(1), 'utf16le')])
      const reply = await app.inject({ method: 'POST', url: '/v1/login', headers, payload: wide })
      expect([reply.statusCode, reply.headers['accept-encoding']]).toEqual([415, 'identity'])
      const tutorial = await app.inject({ method: 'POST', url: '/login', headers, payload: wide })
      expect(tutorial.json()).toEqual({ code: 4103, msg: '未接收到参数' })
    }
  })

  it('what is compressed or in another charset is 415, and never read', async () => {
    const { core, app } = await open()
    const { token } = await addPerson(core, ['*'])
    const withBodies = routes.filter(({ body, path }) => body !== undefined && path !== '/login')
    const wrong = [
      { 'content-type': 'application/json; charset=utf-16' },
      { 'content-type': 'application/json;charset="UTF-16LE"' },
      { 'content-type': 'application/json; charset=utf-8; charset=utf-16' },
      { 'content-type': 'application/json; x=1; charset = latin1' },
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      { 'content-type': 'application/json', 'content-encoding': 'identity, br' },
    ]
    for (const { method, path, body } of withBodies) {
      for (const headers of wrong) {
        const authorization = `Bearer ${token}`
        const payload = JSON.stringify(body)
        const reply = await app.inject({
          method,
          url: concrete(path),
          headers: { ...headers, authorization },
          payload,
        })
        expect([reply.statusCode, reply.json().reason], path).toEqual([
          415,
          'media_type_unsupported',
        ])
        expect(reply.headers['accept-encoding']).toBe('identity')
      }
    }
    for (const type of [
      'application/json;charset=UTF-8',
      'application/json; charset="utf-8"',
      'application/json',
    ]) {
      const payload = '{"refresh_token":"x"}'
      const reply = await app.inject({
        method: 'POST',
        url: '/v1/refresh',
        headers: { 'content-type': type },
        payload,
      })
      expect(reply.json().reason, type).toBe('token_invalid')
    }
  })
})

describe('S24 where no body is needed none is asked for', () => {
  const types = [
    ...['application/json', 'application/json; charset=utf-8', 'text/plain', 'image/png'],
    ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'no type at all'],
  ]
  const changing = routes.filter(({ method }) => method !== 'GET')

  it.each(types)('%s and nothing after it is no body, for every route', async (type) => {
    const { core, app, clock } = await open()
    let people = 0
    /** Asked by somebody new, whom nothing that was asked before has ended. */
    const asked = async ({ method, path }: (typeof changing)[number], headers: object) => {
      clock.advance(2)
      people += 1
      const { token, id } = await addPerson(core, ['*'])
      const url = path.replace(/:(id|session|kid)/g, () => id).replace(':name', `role-of-${people}`)
      const sent = { authorization: `Bearer ${token}`, ...headers }
      const { statusCode, json } = await app.inject({ method, url, headers: sent })
      return [statusCode, json().reason]
    }
    for (const route of changing) {
      const { method, path, body } = route
      const bare = await asked(route, {})
      const typed = await asked(route, { 'content-type': type, 'content-length': '0' })
      expect(typed, `${method} ${path}`).toEqual(bare)
      if (body === undefined) expect(typed[1]).not.toBe('media_type_unsupported')
      else if (path !== '/login' && path !== '/v1/keys/rotation')
        expect(typed[1]).toBe('invalid_request')
    }
  })

  it('a logout with a JSON type and no body ends the session', async () => {
    const { core, app } = await open()
    const { token } = await addPerson(core)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    expect((await app.inject({ method: 'POST', url: '/v1/logout', headers })).statusCode).toBe(200)
    expect((await app.inject({ url: '/v1/me', headers })).json().reason).toBe('session_ended')
  })
})
