import { permissions } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { importSecrets, itsdangerousFormat, publicRingFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { formatNamed } from '../src/formats.ts'
import { addPerson, type Person, password, sender } from './client.ts'
import { open } from './open.ts'
import { administration, declaredRoutes, otherId, type Route, routes } from './routes.ts'

const nameOf = ({ method, path }: Route): string => `${method} ${path}`
const urlOf = ({ path }: Route, { id, sessionId }: Person, kid = 'A'.repeat(43)): string =>
  path
    .replace(':id', id)
    .replace(':session', sessionId)
    .replace(':name', 'some-role')
    .replace(':kid', kid)

/** Something that it takes, also where that is used up each time. */
async function bodyOf({ path, body }: Route, core: Core, { token }: Person) {
  if (path !== '/v1/one-time-urls/redeem') return body
  const { url } = await core.createOneTimeUrl(core.authenticate(token), '/files/7.pdf')
  return { url }
}

async function addOther(core: Core): Promise<void> {
  const profile = { name: null, avatar: null, intro: null, level: null }
  const other = { id: otherId, phone: '13900000001', passwordHash: null, ...profile }
  await core.createImport({ dryRun: false }).add(other)
}

describe('every route', () => {
  it('is in the table of who may ask it', async () => {
    const { app } = await open()
    await app.ready()
    expect(declaredRoutes(app).sort()).toEqual(routes.map(nameOf).sort())
  })

  it('that is not for anybody refuses strangers and tokens that do not hold', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const target = await addPerson(core)
    for (const route of routes.filter(({ access }) => access !== 'anybody')) {
      for (const [token, reason] of [
        [undefined, 'token_missing'],
        ['x', 'token_invalid'],
      ] as const) {
        const reply = await send(route.method, urlOf(route, target), {
          ...(token !== undefined && { token }),
          body: route.body,
        })
        if (route.path === '/user/detail') expect(reply.code).toBe(4103)
        else expect([reply.status, reply.reason], nameOf(route)).toEqual([401, reason])
      }
    }
    expect(await core.findUser(target.id)).not.toBeNull()
  })
})

describe('what one may do', () => {
  it('is told to the caller, and differs at once when a role is taken', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const { id, token } = await addPerson(core, ['user:read', 'audit:*'])
    const ask = async () => (await send('GET', '/v1/me/permissions', { token })).data.permissions
    expect((await ask()).sort()).toEqual(['audit:*', 'user:read'])
    await core.updateManagedUser(id, { roles: [] })
    expect(await ask()).toEqual([])
  })
})

describe('every administrative route', () => {
  it('asks for a permission that is written down, and each of those is asked for', () => {
    const asked = new Set([...administration.map(({ access }) => access), 'role:assign'])
    expect([...asked].sort()).toEqual(Object.keys(permissions).sort())
  })

  for (const route of administration) {
    it(`refuses callers without its permission and answers with it (${nameOf(route)})`, async () => {
      const { app, core } = await open({ acceptFormats: [publicRingFormat()] })
      const send = sender(app)
      const target = await addPerson(core)
      await addOther(core)
      await core.putRole({ name: 'some-role', permissions: [] })
      const everythingElse = Object.keys(permissions).filter((name) => name !== route.access)
      const others = await addPerson(core, everythingElse)
      const holder = await addPerson(core, [route.access])
      // Who makes or deletes a role has it.
      const { roles = [] } = (await core.findUser(holder.id)) ?? {}
      await core.updateManagedUser(holder.id, { roles: [...roles, 'some-role'] })
      const nobody = await addPerson(core)
      const before = await core.listUsers({ after: null, limit: 100 })
      const ask = async ({ token }: Person) =>
        send(route.method, urlOf(route, target, core.keys()[0]?.kid), {
          token,
          body: await bodyOf(route, core, nobody),
        })

      for (const person of [nobody, others]) {
        const reply = await ask(person)
        expect([reply.status, reply.code, reply.reason]).toEqual([403, 4109, 'permission_denied'])
        expect(reply.headers['www-authenticate']).toBeUndefined()
      }
      expect(await core.listUsers({ after: null, limit: 100 })).toEqual(before)
      expect((await core.roles()).map(({ name }) => name)).toContain('some-role')
      expect(await core.verifyToken(target.token)).not.toBeNull()

      const reply = await ask(holder)
      const isText = route.path === '/metrics'
      expect([reply.status, reply.code], reply.body).toEqual([200, isText ? undefined : 0])
      // The permission taken, the door is shut again, for the same token.
      await core.updateManagedUser(holder.id, { roles: [] })
      expect((await ask(holder)).reason).toBe('permission_denied')
    })
  }
})

/** What needs no password: it gives nobody anything, and what it ends can be opened again. */
const withoutStepUp: ReadonlySet<string> = new Set([
  'POST /v1/one-time-urls/redeem',
  'DELETE /v1/users/:id/sessions',
  'DELETE /v1/users/:id/sessions/:session',
])

describe('S04 a token whose password was shown long ago', () => {
  for (const route of administration.filter(({ method }) => method !== 'GET')) {
    it(`changes nothing that outlives it or gives power (${nameOf(route)})`, async () => {
      const { app, core, clock } = await open({ acceptFormats: [publicRingFormat()] })
      const send = sender(app)
      const target = await addPerson(core)
      await addOther(core)
      await core.putRole({ name: 'some-role', permissions: [] })
      const admin = await addPerson(core, ['*'])
      clock.advance(901)
      const url = urlOf(route, target, core.keys()[0]?.kid)
      const ask = async (token: string) =>
        send(route.method, url, { token, body: await bodyOf(route, core, target) })
      if (withoutStepUp.has(nameOf(route))) {
        expect((await ask(admin.token)).status).toBe(200)
        return
      }
      const before = [await core.listUsers({ after: null, limit: 9 }), await core.roles()]
      const refused = await ask(admin.token)
      expect([refused.status, refused.code, refused.reason]).toEqual([
        403,
        4108,
        'step_up_required',
      ])
      expect([await core.listUsers({ after: null, limit: 9 }), await core.roles()]).toEqual(before)
      const body = { password }
      const { data } = await send('POST', '/v1/verify', { token: admin.token, body })
      const done = await ask(data.access_token)
      expect([done.status, done.code], done.body).toEqual([200, 0])
    })
  }

  it('ends none of one’s other sessions, and its own', async () => {
    const { app, core, clock } = await open()
    const send = sender(app)
    const { token, sessionId, phone } = await addPerson(core)
    const other = await core.login({ phone, password })
    clock.advance(901)
    for (const url of ['/v1/me/sessions', `/v1/me/sessions/${other.session.id}`]) {
      expect((await send('DELETE', url, { token })).reason, url).toBe('step_up_required')
    }
    expect(await core.verifyToken(other.accessToken)).not.toBeNull()
    expect((await send('DELETE', `/v1/me/sessions/${sessionId}`, { token })).status).toBe(200)
  })

  it('resets nobody’s own password by the way meant for others', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const admin = await addPerson(core, ['*'])
    const url = `/v1/users/${admin.id}/password-reset`
    const { status, reason } = await send('POST', url, { token: admin.token })
    expect([status, reason]).toEqual([403, 'permission_denied'])
  })
})

describe('S05 a token that another application signed', () => {
  const secret = 'short'
  const row = { name: null, avatar: null, intro: null, level: null, passwordHash: null }

  async function scene(options: object = {}) {
    const flask = itsdangerousFormat({ secrets: [secret] })
    const accepted = formatNamed('itsdangerous', {
      secrets: importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-flask'),
      parties: { issuer: 'ztoken', audience: 'ztoken' },
      signedAlgorithm: 'HS256',
      itsdangerous: { secrets: [secret] },
    })
    const { app, core, clock } = await open({
      acceptFormats: [accepted, publicRingFormat()],
      ...options,
    })
    await core.createImport({ dryRun: false }).add({ ...row, id: '17', phone: '13600000000' })
    await core.updateManagedUser('17', { roles: ['admin'] })
    const now = Math.floor(clock.now() / 1000)
    const forge = (payload: object) => flask.sign(payload, now, now + 9_999)
    return { send: sender(app), core, forge }
  }

  for (const route of administration) {
    it(`administers nothing, whatever its user may do (${nameOf(route)})`, async () => {
      const { send, core, forge } = await scene()
      const target = await addPerson(core)
      const url = urlOf(route, target, core.keys()[0]?.kid)
      const reply = await send(route.method, url, { token: forge({ id: 17 }), body: route.body })
      expect([reply.status, reply.reason]).toEqual([403, 'permission_denied'])
    })
  }

  it('opens what a user of that application may see, and nothing that asks for a password', async () => {
    const { send, core, forge } = await scene()
    const token = forge({ id: 17 })
    expect((await send('GET', '/v1/me', { token })).data.id).toBe('17')
    expect((await send('GET', '/user/detail', { headers: { 'z-token': token } })).code).toBe(0)
    expect((await send('GET', '/v1/me/permissions', { token })).data).toEqual({ permissions: [] })
    await expect(core.requireRole(core.authenticate(token), 'admin')).rejects.toMatchObject({
      code: 'permission_denied',
    })
    for (const [method, url, body] of [
      ['DELETE', '/v1/me', undefined],
      ['GET', '/v1/me/export', undefined],
      ['DELETE', '/v1/me/sessions', undefined],
      ['PUT', '/v1/me/password', { password, new_password: 'another long phrase' }],
      ['POST', '/v1/verify', { password }],
    ] as const) {
      expect((await send(method, url, { token, body })).reason, url).toBe('step_up_required')
    }
  })

  it('names nobody who never came from there, with a session or without', async () => {
    const { send, core, forge } = await scene()
    const admin = await addPerson(core, ['*'])
    for (const payload of [
      { id: admin.id },
      { id: admin.id, sid: admin.sessionId },
      { id: 17, sid: admin.sessionId },
      { id: 17, sid: 'any' },
      { id: 17, sid: 'any', sid_mac: 'x'.repeat(43) },
    ]) {
      const token = forge(payload)
      for (const url of ['/v1/me', '/v1/caller', '/v1/users']) {
        const { status, reason } = await send('GET', url, { token })
        expect([status, reason], `${JSON.stringify(payload)} ${url}`).toEqual([
          401,
          'token_invalid',
        ])
      }
      expect(await core.verifyToken(token)).toBeNull()
    }
    expect(await core.verifyToken(admin.token)).not.toBeNull()
  })

  it('administers where a setting says so', async () => {
    const { send, forge } = await scene({ foreignAccess: true })
    expect((await send('GET', '/v1/users', { token: forge({ id: 17 }) })).status).toBe(200)
  })
})

describe('S05 a token of ours in that form', () => {
  it('holds with its session, for whoever began here too, and not under another', async () => {
    const format = formatNamed('itsdangerous', {
      secrets: importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-flask'),
      parties: { issuer: 'ztoken', audience: 'ztoken' },
      signedAlgorithm: 'HS256',
      itsdangerous: { secrets: ['short'] },
    })
    const { app, core } = await open({ issueFormat: format })
    const send = sender(app)
    const admin = await addPerson(core, ['*'])
    expect((await send('GET', '/v1/users', { token: admin.token })).status).toBe(200)
    const [header, payload = ''] = admin.token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    const other = await addPerson(core)
    const stolen = { ...claims, id: other.id }
    const { iat, exp } = JSON.parse(Buffer.from(header ?? '', 'base64url').toString('utf8'))
    const forged = itsdangerousFormat({ secrets: ['short'] }).sign(stolen, iat, exp)
    expect((await send('GET', '/v1/me', { token: forged })).reason).toBe('token_invalid')
  })
})
