import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { importSecrets, publicFormat, publicRingFormat } from '@ztoken/token'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createZtoken, memory } from 'ztoken'
import { main } from '../src/cli/main.ts'
import { createApp } from '../src/server.ts'
import { createClock, open, secret, temporaryDirectory } from './open.ts'

const password = 'a long enough phrase'
const wellKnown = '/.well-known/jwks.json'

/** The application with the public format, an administrator and somebody who may nothing. */
async function opened() {
  const { app, core, clock } = await open({ issueFormat: publicRingFormat() })
  const admin = await core.createUser({ phone: '13800138000', password, roles: ['admin'] })
  const anybody = await core.createUser({ phone: '13900000000', password })
  const tokens = {
    admin: await core.createToken(admin.id),
    anybody: await core.createToken(anybody.id),
  }
  const ask = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    token: string | null = tokens.admin,
    payload?: object,
  ) => {
    const headers = token === null ? {} : { 'z-token': token }
    const reply = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: reply.statusCode, headers: reply.headers, body: reply.json() }
  }
  return { app, core, clock, admin, anybody, tokens, ask }
}

describe('GET /.well-known/jwks.json', () => {
  it('T068 shows everybody the public members of every key, and nothing else', async () => {
    const { ask, core } = await opened()
    await core.rotateKeys()
    const { status, headers, body } = await ask('GET', wellKnown, null)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/jwk-set+json')
    expect(Object.keys(body)).toEqual(['keys'])
    expect(body.keys).toHaveLength(2)
    for (const key of body.keys) {
      expect(key).toEqual({
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        kid: expect.stringMatching(/^[\w-]{43}$/),
        x: expect.stringMatching(/^[\w-]{43}$/),
      })
    }
  })

  it('is what another library needs to verify a token', async () => {
    const { ask, core, clock, admin } = await opened()
    clock.advance(60)
    await core.rotateKeys({ immediately: true })
    const { body } = await ask('GET', wellKnown, null)
    const token = await core.createToken(admin.id)
    const { payload } = await jwtVerify(token, createLocalJWKSet(body), {
      issuer: 'ztoken',
      audience: 'ztoken',
      currentDate: new Date(clock.now()),
    })
    expect(payload.sub).toBe(admin.id)
  })

  it('may be kept for five minutes, and is asked for again by its tag', async () => {
    const { app, core } = await opened()
    const get = (known?: string) =>
      app.inject({ url: wellKnown, headers: known === undefined ? {} : { 'if-none-match': known } })
    const first = await get()
    expect(first.headers['cache-control']).toBe('public, max-age=300')
    const etag = first.headers.etag as string
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const again = await get(known)
      expect([again.statusCode, again.body]).toEqual([304, ''])
      expect(again.headers).toMatchObject({ etag, 'cache-control': 'public, max-age=300' })
    }
    expect((await get('"other"')).statusCode).toBe(200)
    await core.rotateKeys()
    const changed = await get(etag)
    expect(changed.statusCode).toBe(200)
    expect(changed.headers.etag).not.toBe(etag)
  })

  it('lists no key where the public format is not used', async () => {
    const { app } = await open()
    const reply = await app.inject({ url: wellKnown })
    expect([reply.statusCode, reply.body]).toEqual([200, '{"keys":[]}'])
  })

  it('lists the keys a library user brings along', async () => {
    const format = publicFormat(importSecrets(secret))
    const { app } = await open({ issueFormat: format })
    expect((await app.inject({ url: wellKnown })).json()).toEqual(format.jwks)
  })
})

describe('/v1/keys', () => {
  it('A134 each route asks for its permission, effective at once, and says nothing to others', async () => {
    const { ask, core, tokens, anybody } = await opened()
    const kid = core.keys()[0]?.kid
    const routes = [
      ['GET', '/v1/keys'],
      ['POST', '/v1/keys/rotation'],
      ['DELETE', `/v1/keys/${kid}`],
    ] as const
    for (const [method, url] of routes) {
      expect(await ask(method, url, null)).toMatchObject({ status: 401 })
      expect(await ask(method, url, tokens.anybody)).toMatchObject({
        status: 403,
        body: { reason: 'permission_denied' },
      })
    }
    await core.putRole({ name: 'reader', permissions: ['key:read'] })
    await core.updateManagedUser(anybody.id, { roles: ['reader'] })
    const statuses: number[] = []
    for (const [method, url] of routes) {
      statuses.push((await ask(method, url, tokens.anybody)).status)
    }
    expect(statuses).toEqual([200, 403, 403])
    expect(core.keys()).toMatchObject([{ kid, state: 'active' }])
  })

  it('lists keys, rotates them when they are published, and says who did it', async () => {
    const { ask, core, clock, admin } = await opened()
    const { body: listed } = await ask('GET', '/v1/keys')
    const [first] = listed.data.keys
    expect(first).toEqual({
      kid: core.keys()[0]?.kid,
      state: 'active',
      created_at: '2026-01-01T00:00:00.000Z',
      activates_at: '2026-01-01T00:00:00.000Z',
      retires_at: null,
    })
    clock.advance(60)
    const rotated = await ask('POST', '/v1/keys/rotation')
    expect(rotated).toMatchObject({ status: 200, body: { code: 0 } })
    expect(rotated.body.data).toMatchObject({
      activated_at_once: null,
      keys: [
        { kid: first.kid, state: 'active', retires_at: '2026-01-01T01:01:00.000Z' },
        { state: 'next', activates_at: '2026-01-01T01:01:00.000Z' },
      ],
    })
    const { items } = await core.searchAudit({ event: 'key_rotated' })
    expect(items[0]).toMatchObject({ actorId: admin.id, address: '127.0.0.1' })
    const now = await ask('POST', '/v1/keys/rotation', undefined, { immediately: true })
    const [, next] = rotated.body.data.keys
    expect(now.body.data).toMatchObject({
      activated_at_once: next.kid,
      keys: [{ state: 'retired' }, { kid: next.kid, state: 'active' }],
    })
  })

  it('T265 a key that is revoked takes its tokens along, the administrator’s own too', async () => {
    const { ask, core, clock, tokens } = await opened()
    clock.advance(60)
    const kid = core.keys()[0]?.kid as string
    const revoked = await ask('DELETE', `/v1/keys/${kid}`)
    expect(revoked.body.data).toMatchObject({
      activated_at_once: core.keys()[0]?.kid,
      keys: [{ state: 'active' }],
    })
    for (const token of [tokens.admin, tokens.anybody]) {
      expect(await ask('GET', '/v1/me', token)).toMatchObject({
        status: 401,
        body: { reason: 'token_invalid' },
      })
    }
    expect((await ask('GET', wellKnown, null)).body.keys).not.toMatchObject([{ kid }])
  })

  it('what is not a key or not a body is refused, and changes nothing', async () => {
    const { ask, core } = await opened()
    expect(await ask('DELETE', '/v1/keys/nobody')).toMatchObject({
      status: 404,
      body: { reason: 'not_found' },
    })
    for (const kid of ['%00', 'a'.repeat(65), 'a.b', '%20']) {
      expect((await ask('DELETE', `/v1/keys/${kid}`)).status, kid).toBe(400)
    }
    for (const body of [{ immediately: 'yes' }, { immediately: null }, { now: true }, []]) {
      expect((await ask('POST', '/v1/keys/rotation', undefined, body)).status).toBe(400)
    }
    expect(core.keys()).toMatchObject([{ state: 'active' }])
  })

  it('where no keys are kept there is nothing to rotate', async () => {
    const { app, core } = await open()
    const admin = await core.createUser({ phone: '13800138000', password, roles: ['admin'] })
    const headers = { 'z-token': await core.createToken(admin.id) }
    expect((await app.inject({ url: '/v1/keys', headers })).json().data).toEqual({ keys: [] })
    const reply = await app.inject({ method: 'POST', url: '/v1/keys/rotation', headers })
    expect(reply.statusCode).toBe(404)
  })
})

describe('two servers on one SQLite file', () => {
  it('T264 T265 share their keys, and a key revoked on one is refused by the other', async () => {
    const file = join(temporaryDirectory(), 'app.db')
    const clock = createClock()
    const server = async () => {
      const core = await createCore({
        store: await sqliteStore(file),
        secrets: importSecrets(secret),
        issueFormat: publicRingFormat(),
        clock: clock.now,
        monotonic: clock.now,
      })
      const app = await createApp(core)
      onTestFinished(async () => {
        await app.close()
        await core.close()
      })
      return { core, app }
    }
    const [one, other] = [await server(), await server()]
    expect(other.core.jwks()).toEqual(one.core.jwks())
    const { accessToken } = await one.core.register({ phone: '13800138000', password })
    const ask = async (): Promise<number> => {
      const headers = { 'z-token': accessToken }
      return (await other.app.inject({ url: '/v1/me', headers })).statusCode
    }
    expect(await ask()).toBe(200)
    clock.advance(60)
    await one.core.revokeKey(one.core.keys()[0]?.kid as string)
    await other.core.syncRevocations()
    expect(await ask()).toBe(401)
    await other.core.syncKeys()
    expect(other.core.jwks()).toEqual(one.core.jwks())
    expect(readFileSync(file).includes('"d":')).toBe(false)
  })
})

describe('the library', () => {
  it('keeps keys where the public format is issued or accepted', async () => {
    const auth = await createZtoken({ secret, store: memory(), acceptFormats: ['public'] })
    onTestFinished(() => auth.close())
    expect(auth.jwks().keys).toHaveLength(1)
    const twice = await createZtoken({
      secret,
      store: memory(),
      format: 'public',
      acceptFormats: ['public', 'encrypted'],
    })
    onTestFinished(() => twice.close())
    const user = await twice.createUser({ phone: '13800138000', password })
    expect(await twice.verifyToken(await twice.createToken(user.id))).toEqual(user)
  })
})

describe('ztoken keys', () => {
  /** A database of its own, where commands are run one after another. */
  function place(environment: Record<string, string> = {}) {
    const variables = {
      ZTOKEN_SECRET: secret,
      ZTOKEN_TOKEN_FORMAT: 'public',
      ZTOKEN_DATABASE_URL: `sqlite:${join(temporaryDirectory(), 'app.db')}`,
      ...environment,
    }
    return async (line: string, more: Record<string, string> = {}) => {
      const out: string[] = []
      const err: string[] = []
      const status = await main(line.split(' '), {
        environment: { ...variables, ...more },
        isInteractive: false,
        out: (text) => out.push(text),
        err: (text) => err.push(text),
        ask: async () => password,
      })
      const rows = out
        .join('\n')
        .split('\n')
        .map((row) => row.split('\t'))
      return { status, rows, out: out.join('\n'), err: err.join('\n') }
    }
  }

  it('list, rotate and revoke', async () => {
    const run = place()
    const listed = await run('keys list')
    expect(listed).toMatchObject({ status: 0, err: '' })
    expect(listed.rows).toMatchObject([[expect.any(String), 'active', expect.any(String), '-']])
    const first = listed.rows[0]?.[0]
    const rotated = await run('keys rotate')
    expect(rotated.rows.map(([, state]) => state)).toEqual(['active', 'next'])
    expect(rotated).toMatchObject({ status: 0, err: '' })
    const next = rotated.rows[1]?.[0] as string
    const now = await run('keys rotate --now')
    expect(now.rows.map(([kid, state]) => [kid, state])).toEqual([
      [first, 'retired'],
      [next, 'active'],
    ])
    expect(now.err).toContain(`${next} issues at once`)
    const revoked = await run(`keys revoke ${next}`)
    expect(revoked.rows.map(([, state]) => state)).toEqual(['retired', 'active'])
    expect(revoked.rows.map(([kid]) => kid)).not.toContain(next)
    expect(revoked.err).toContain(`${revoked.rows[1]?.[0]} issues at once`)
    expect(await run(`keys revoke ${next}`)).toMatchObject({
      status: 1,
      err: 'there is no such key',
    })
  })

  it('a key whose name begins with a dash is a key and no option', async () => {
    const run = place()
    for (const start of ['-', '-h', '-c', '--']) {
      const kid = start.padEnd(43, 'A')
      const refused = { status: 1, err: 'there is no such key' }
      expect(await run(`keys revoke ${kid}`), kid).toMatchObject(refused)
    }
  })

  it('a token issued before a rotation holds after it, and none after its key is revoked', async () => {
    const run = place()
    await run('user add 13800138000')
    const token = (await run('token issue 13800138000')).out
    const kid = (await run('keys list')).rows[0]?.[0]
    await run('keys rotate --now')
    expect((await run(`token verify ${token}`)).status).toBe(0)
    await run(`keys revoke ${kid}`)
    expect(await run(`token verify ${token}`)).toMatchObject({ status: 1 })
  })

  it('opening under a new secret and the old seals the keys anew; under another nothing starts', async () => {
    const run = place()
    const newest = 'wQ7eR9tY2uI4oP6aS8dF1gH3jK5lZ0xC-newer'
    const { out } = await run('keys list')
    const other = await run('keys list', { ZTOKEN_SECRET: newest })
    expect(other).toMatchObject({ status: 1, out: '' })
    expect(other.err).toMatch(
      /^A stored signing key cannot be opened with the secrets given: list the/,
    )
    expect((await run('keys list', { ZTOKEN_SECRET: `${newest},${secret}` })).out).toBe(out)
    expect((await run('keys list', { ZTOKEN_SECRET: newest })).out).toBe(out)
  })

  it('keys whose secret is lost are replaced by a command, and those that open are left', async () => {
    const run = place()
    const { out, rows } = await run('keys list')
    expect((await run('keys replace-unreadable')).out).toBe(out)
    const lost = { ZTOKEN_SECRET: 'wQ7eR9tY2uI4oP6aS8dF1gH3jK5lZ0xC-newer' }
    expect((await run('keys list', lost)).status).toBe(1)
    const replaced = await run('keys replace-unreadable', lost)
    expect(replaced.rows).toMatchObject([[expect.any(String), 'active', expect.any(String), '-']])
    expect(replaced.rows[0]?.[0]).not.toBe(rows[0]?.[0])
    expect((await run('keys list', lost)).out).toBe(replaced.out)
  })

  it('without the public format there are none; times that cannot be meant are refused', async () => {
    const run = place({ ZTOKEN_TOKEN_FORMAT: 'signed' })
    for (const line of ['keys list', 'keys rotate', 'keys revoke x']) {
      expect(await run(line)).toMatchObject({
        status: 1,
        err: expect.stringContaining('there are no keys'),
      })
    }
    const accepted = await run('keys list', { ZTOKEN_ACCEPT_FORMATS: 'public' })
    expect(accepted.rows).toHaveLength(1)
    for (const [name, value] of [
      ['ZTOKEN_KEY_ROTATION_DAYS', '0'],
      ['ZTOKEN_KEY_PUBLICATION_SECONDS', '599'],
    ] as const) {
      expect(await run('keys list', { [name]: value })).toMatchObject({
        status: 1,
        err: expect.stringContaining(name),
      })
    }
  })
})
