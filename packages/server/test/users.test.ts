import { permissions } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'

async function opened(held: readonly string[] = Object.keys(permissions), options: object = {}) {
  const { app, core, clock } = await open(options)
  const send = sender(app)
  const admin = await addPerson(core, held)
  const person = await addPerson(core)
  const url = `/v1/users/${person.id}`
  const ask = (method: string, path: string, body?: object) =>
    send(method, path, { token: admin.token, body, from: '10.5.5.5' })
  return { core, clock, send, admin, person, url, ask }
}

describe('users', () => {
  it('are added, found, paged, shown, changed and deleted', async () => {
    const { core, ask, person, url } = await opened()
    const added = await ask('POST', '/v1/users', { phone: '15912345678', password, name: '李四' })
    expect(added.data).toMatchObject({ phone: '+8615912345678', name: '李四', ban: null })
    const again = await ask('POST', '/v1/users', { phone: '15912345678', password })
    expect([again.status, again.reason]).toEqual([409, 'phone_taken'])

    const all: string[] = []
    let after = ''
    do {
      const { data } = await ask('GET', `/v1/users?limit=1${after}`)
      all.push(...data.users.map(({ id }: { id: string }) => id))
      after = data.next === null ? '' : `&after=${data.next}`
    } while (after !== '')
    expect(new Set(all)).toEqual(
      new Set((await core.listUsers({ after: null, limit: 10 })).map(({ id }) => id)),
    )
    expect(all).toHaveLength(3)
    for (const search of ['李', '15912345678', '+86159', '159']) {
      const { data } = await ask('GET', `/v1/users?search=${encodeURIComponent(search)}`)
      expect(
        data.users.map(({ id }: { id: string }) => id),
        search,
      ).toEqual([added.data.id])
    }
    expect((await ask('GET', '/v1/users?search=nobody')).data).toEqual({
      users: [],
      total: { users: 0, is: 'exact' },
      next: null,
    })

    await ask('PATCH', url, { name: 'n', intro: null })
    const changed = await ask('PUT', url, { level: 7 })
    expect(changed.data).toMatchObject({ name: 'n', intro: null, level: 7 })
    expect((await ask('GET', url)).data).toEqual(changed.data)
    expect((await ask('DELETE', url)).status).toBe(200)
    for (const method of ['GET', 'DELETE']) expect((await ask(method, url)).status).toBe(404)
    expect(await core.verifyToken(person.token)).toBeNull()
  })

  it('are filtered and put in order, with their last sign-in and how many there are', async () => {
    const { core, ask, admin, person, clock } = await opened()
    clock.advance(60)
    const { data: added } = await ask('POST', '/v1/users', { phone: '15912345678', password })
    await core.ban(added.id, { reason: 'spam' })
    const idsOf = async (query: string): Promise<string[]> => {
      const { status, data } = await ask('GET', `/v1/users?${query}`)
      expect(status, query).toBe(200)
      expect(data.total).toEqual({ users: data.users.length, is: 'exact' })
      return data.users.map(({ id }: { id: string }) => id)
    }
    expect(await idsOf('banned=true')).toEqual([added.id])
    expect(new Set(await idsOf('banned=false'))).toEqual(new Set([admin.id, person.id]))
    expect((await idsOf('order=newest'))[0]).toBe(added.id)
    expect((await idsOf('order=oldest')).at(-1)).toBe(added.id)
    expect(new Set(await idsOf('order=last_sign_in'))).toEqual(new Set([admin.id, person.id]))
    expect(await idsOf(`created_from=${new Date(clock.now()).toISOString()}`)).toEqual([added.id])
    expect(await idsOf('verified=true')).toEqual([])
    expect(await idsOf('role=nobody-has-it')).toEqual([])
    expect(await idsOf('search=159%201234')).toEqual([added.id])
    const { data } = await ask('GET', '/v1/users?order=newest&limit=2')
    expect(data.users[0].last_sign_in_at).toBeNull()
    expect(data.users[1].last_sign_in_at).toMatch(/^\d{4}-\d\d-\d\dT/)
    const next = await ask('GET', `/v1/users?order=newest&limit=2&after=${data.next}`)
    expect(next.data.total).toBeNull()
    for (const query of ['order=name', 'banned=1', 'role=A', 'created_from=x', 'verified=']) {
      expect((await ask('GET', `/v1/users?${query}`)).status, query).toBe(400)
    }
  })

  it('A019 A020 replies hold no hash, and nothing but what may be changed is', async () => {
    const { ask, url, person } = await opened()
    for (const body of [
      { id: '1' },
      { phone: '13900000000' },
      { password: 'another long phrase' },
      { new_password: 'another long phrase' },
      { ban: null },
      { created_at: 'x' },
      { epoch: 1 },
      { level: '7' },
      { level: 1.5 },
      { level: 2 ** 31 },
      { roles: 'admin' },
      { roles: ['Admin'] },
      { roles: ['a', 'a'] },
      {},
    ]) {
      expect((await ask('PATCH', url, body)).status, JSON.stringify(body)).toBe(400)
    }
    const { data, body } = await ask('GET', url)
    expect(data.phone).toBe(`+86${person.phone}`)
    expect(body).not.toMatch(/argon2|hash|epoch/)
  })

  it('a phone that somebody has is nobody’s id', async () => {
    const { ask, person } = await opened()
    for (const path of [`/v1/users/${person.phone}`, `/v1/users/${person.phone}/sessions`]) {
      expect((await ask('GET', path)).status).toBe(404)
    }
  })

  it('A028 A032 what is no id, no limit and no cursor is no request', async () => {
    const { ask } = await opened()
    for (const id of ['-1', '%20', '%00', '%E5%BC%A0', "'", '..%2f', `${'x'.repeat(129)}`]) {
      expect([400, 404], id).toContain((await ask('GET', `/v1/users/${id}`)).status)
    }
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=-1',
      'limit=1e2',
      'limit=0x10',
      'limit=+1',
      'limit=1.0',
      'limit=%201',
      'limit=',
      'limit=1&limit=2',
      'limit[]=1',
      'limit=99999999999999999999',
      'after=',
      'search=',
      'search=%00',
      `search=${'x'.repeat(65)}`,
      'search=a&search=b',
      'sort=name',
      'offset=1',
      '__proto__[a]=1',
      'constructor=1',
    ]) {
      const reply = await ask('GET', `/v1/users?${query}`)
      expect([reply.status, reply.reason], query).toEqual([400, 'invalid_request'])
    }
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })

  it('A191 a cursor that was forged, changed or made for another list is refused', async () => {
    const { ask, core } = await opened()
    await addPerson(core)
    const users = (await ask('GET', '/v1/users?limit=1')).data.next
    const audit = (await ask('GET', '/v1/audit?limit=1')).data.next
    expect([typeof users, typeof audit]).toEqual(['string', 'string'])
    const flipped = `${users.slice(0, -1)}${users.endsWith('A') ? 'B' : 'A'}`
    const forged = [
      'x',
      '1',
      'zc1.x.y',
      "' OR 1=1 --",
      Buffer.from('users.AA').toString('base64url'),
      flipped,
      `${users}x`,
      users.slice(1),
      'x'.repeat(512),
    ]
    for (const cursor of forged) {
      for (const list of ['users', 'audit']) {
        const reply = await ask('GET', `/v1/${list}?after=${encodeURIComponent(cursor)}`)
        expect([reply.status, reply.reason], cursor).toEqual([400, 'cursor_invalid'])
      }
    }
    expect((await ask('GET', `/v1/audit?after=${users}`)).reason).toBe('cursor_invalid')
    expect((await ask('GET', `/v1/users?after=${audit}`)).reason).toBe('cursor_invalid')
    expect((await ask('GET', `/v1/users?after=${users}`)).status).toBe(200)
  })
})

describe('bans and kick-outs', () => {
  it('A131 A135 hold at once, say so, and end when they are lifted or over', async () => {
    const { core, clock, send, ask, url, person } = await opened()
    const until = new Date(clock.now() + 60_000).toISOString()
    const banned = await ask('PUT', `${url}/ban`, { until, reason: 'spam' })
    expect(banned.data.ban).toEqual({
      since: new Date(clock.now()).toISOString(),
      until,
      reason: 'spam',
    })
    const me = await send('GET', '/v1/me', { token: person.token })
    expect([me.status, me.code, me.reason]).toEqual([403, 4107, 'user_banned'])
    const { refreshToken: refresh_token, phone } = person
    const refreshed = await send('POST', '/v1/refresh', { body: { refresh_token } })
    expect(refreshed.reason).toBe('user_banned')
    const login = (with_ = password) =>
      send('POST', '/v1/login', { body: { phone, password: with_ } })
    expect([(await login()).status, (await login()).reason]).toEqual([403, 'user_banned'])
    expect((await login()).data).toEqual({ until, reason: 'spam' })
    const wrong = await login('a wrong phrase')
    expect([wrong.reason, wrong.data]).toEqual(['credentials_wrong', undefined])
    const tutorial = await send('POST', '/login', { body: { phone, password } })
    expect([tutorial.status, tutorial.code, tutorial.data]).toEqual([200, 4107, undefined])
    const detail = await send('GET', '/user/detail', { headers: { 'z-token': person.token } })
    expect([detail.status, detail.code]).toEqual([200, 4101])

    clock.advance(61)
    expect((await login()).status).toBe(200)
    await ask('PUT', `${url}/ban`, {})
    expect((await login()).reason).toBe('user_banned')
    expect((await login()).data).toEqual({ until: null, reason: null })
    expect((await ask('DELETE', `${url}/ban`)).data.ban).toBeNull()
    const again = (await login()).data.access_token
    expect((await send('GET', '/v1/me', { token: again })).status).toBe(200)

    expect((await ask('GET', `${url}/sessions`)).data.sessions).toHaveLength(1)
    expect((await ask('DELETE', `${url}/sessions`)).data).toEqual({ ended: 1 })
    const kicked = await send('GET', '/v1/me', { token: again })
    expect([kicked.status, kicked.code, kicked.reason]).toEqual([401, 4104, 'kicked_out'])
    expect(await core.sessions(person.id)).toEqual([])
  })

  it('A138 one session is ended alone, and only beside the user whose it is', async () => {
    const { core, send, ask, url, admin, person } = await opened()
    const { phone } = person
    const other = await core.login({ phone, password })
    for (const id of [admin.sessionId, 'unknown']) {
      expect((await ask('DELETE', `${url}/sessions/${id}`)).status, id).toBe(404)
    }
    for (const id of ['-1', '%20', '%00', "'", '..%2f', 'x'.repeat(129)]) {
      expect([400, 404], id).toContain((await ask('DELETE', `${url}/sessions/${id}`)).status)
    }
    const one = `${url}/sessions/${person.sessionId}`
    expect((await ask('DELETE', one)).status).toBe(200)
    expect((await ask('DELETE', one)).status).toBe(404)
    const kicked = await send('GET', '/v1/me', { token: person.token })
    expect([kicked.status, kicked.reason]).toEqual([401, 'kicked_out'])
    for (const token of [other.accessToken, admin.token]) {
      expect((await send('GET', '/v1/me', { token })).status).toBe(200)
    }
    const { data } = await ask('GET', `/v1/audit?user=${person.id}&event=session_ended`)
    expect(data.entries).toMatchObject([
      { actor_id: admin.id, session_id: person.sessionId, address: '10.5.5.5' },
    ])
  })

  it('a ban has an end in the future, a reason of one line, and never hits oneself', async () => {
    const { ask, url, admin, clock } = await opened()
    const past = new Date(clock.now() - 1).toISOString()
    for (const body of [
      { until: past },
      { until: 'tomorrow' },
      { until: 1_800_000_000 },
      { until: '2026-13-45T00:00:00Z' },
      { until: '' },
      { reason: '' },
      { reason: 'a\nb' },
      { reason: 'x'.repeat(257) },
      { forever: true },
    ]) {
      const reply = await ask('PUT', `${url}/ban`, body)
      expect([reply.status, reply.reason], JSON.stringify(body)).toEqual([400, 'invalid_request'])
    }
    const own = await ask('PUT', `/v1/users/${admin.id}/ban`, {})
    expect([own.status, own.reason]).toEqual([403, 'permission_denied'])
    expect((await ask('PUT', '/v1/users/nobody/ban', {})).status).toBe(404)
    expect((await ask('DELETE', '/v1/users/nobody/sessions')).status).toBe(404)
    expect((await ask('GET', '/v1/users/nobody/sessions')).status).toBe(404)
  })

  it('deleting oneself here asks for the password as it does elsewhere', async () => {
    const { ask, send, admin, clock, core } = await opened(['user:delete'], { stepUpSeconds: 60 })
    clock.advance(61)
    const reply = await ask('DELETE', `/v1/users/${admin.id}`)
    expect([reply.status, reply.reason]).toEqual([403, 'step_up_required'])
    const { accessToken } = await core.verifyIdentity(core.authenticate(admin.token), password)
    const deleted = await send('DELETE', `/v1/users/${admin.id}`, { token: accessToken })
    expect(deleted.status).toBe(200)
    expect(await core.findUser(admin.id)).toBeNull()
  })
})

describe('roles', () => {
  it('are made, listed, changed and deleted; the built-in one is not', async () => {
    const { ask, core } = await opened(['*'])
    const editor = { name: 'editor', permissions: ['user:edit', 'user:read'] }
    const put = await ask('PUT', '/v1/roles/editor', { permissions: ['user:read', 'user:edit'] })
    expect(put.data).toEqual(editor)
    const { data } = await ask('GET', '/v1/roles')
    expect(data.roles).toContainEqual(editor)
    expect(data.roles).toContainEqual({ name: 'admin', permissions: ['*'] })
    expect((await ask('DELETE', '/v1/roles/editor')).status).toBe(200)
    expect((await ask('DELETE', '/v1/roles/editor')).status).toBe(404)
    for (const [method, body] of [
      ['PUT', { permissions: [] }],
      ['DELETE', undefined],
    ] as const) {
      expect((await ask(method, '/v1/roles/admin', body)).reason).toBe('permission_denied')
    }
    expect((await core.roles()).find(({ name }) => name === 'admin')?.permissions).toEqual(['*'])
  })

  it('have names and permissions of one form', async () => {
    const { ask } = await opened()
    for (const name of ['Admin', '1', '_', 'a%20b', "a'", 'x'.repeat(65), '%E8', 'a%00']) {
      const reply = await ask('PUT', `/v1/roles/${name}`, { permissions: [] })
      expect(reply.status, name).toBe(400)
    }
    for (const permission of [
      '',
      'User:edit',
      'user:',
      ':edit',
      'user:*:x',
      '**',
      'user edit',
      1,
    ]) {
      const reply = await ask('PUT', '/v1/roles/some', { permissions: [permission] })
      expect([reply.status, reply.reason], String(permission)).toEqual([400, 'invalid_request'])
    }
    expect((await ask('PUT', '/v1/roles/some', { permissions: 'user:edit' })).status).toBe(400)
  })

  it('A134 nobody gives what they do not hold, or changes who may do more', async () => {
    const { core, ask, url, person, admin } = await opened([
      'user:*',
      'session:end',
      'role:edit',
      'role:assign',
      'role:read',
    ])
    const denied = async (method: string, path: string, body?: object) => {
      const reply = await ask(method, path, body)
      expect([reply.status, reply.reason], path).toEqual([403, 'permission_denied'])
    }
    await core.putRole({ name: 'auditor', permissions: ['audit:read'] })
    await denied('PATCH', url, { roles: ['admin'] })
    await denied('PATCH', url, { roles: ['auditor'] })
    await denied('PATCH', `/v1/users/${admin.id}`, { roles: ['admin'] })
    await denied('POST', '/v1/users', { phone: '15900000000', password, roles: ['admin'] })
    await denied('PUT', '/v1/roles/mine', { permissions: ['audit:read'] })
    await denied('PUT', '/v1/roles/auditor', { permissions: [] })
    await denied('DELETE', '/v1/roles/auditor')
    expect((await ask('PATCH', url, { roles: ['nothing'] })).reason).toBe('role_unknown')
    await core.updateManagedUser(person.id, { roles: ['auditor'] })
    for (const [method, path, body] of [
      ['PATCH', url, { name: 'n' }],
      ['DELETE', url],
      ['PUT', `${url}/ban`, {}],
      ['DELETE', `${url}/ban`],
      ['POST', `${url}/password-reset`],
      ['DELETE', `${url}/sessions`],
      ['DELETE', `${url}/sessions/${person.sessionId}`],
    ] as const) {
      await denied(method, path, body)
    }
    await core.updateManagedUser(person.id, { roles: [] })
    await core.putRole({ name: 'reader', permissions: ['user:read'] })
    // What a role holds is not all it is: an application may ask for the role itself.
    await denied('PATCH', url, { roles: ['reader'] })
    const { roles = [] } = (await core.findUser(admin.id)) ?? {}
    await core.updateManagedUser(admin.id, { roles: [...roles, 'reader'] })
    expect((await ask('PATCH', url, { roles: ['reader'] })).data.roles).toEqual(['reader'])
  })

  it('are not given by who may only edit profiles', async () => {
    const { core, ask, url } = await opened(['user:*'])
    await core.putRole({ name: 'reader', permissions: ['user:read'] })
    for (const body of [{ roles: ['reader'] }, { roles: [] }, { name: 'n', roles: [] }]) {
      expect((await ask('PATCH', url, body)).reason).toBe('permission_denied')
    }
    const body = { phone: '15900000000', password, roles: ['reader'] }
    expect((await ask('POST', '/v1/users', body)).reason).toBe('permission_denied')
    expect((await ask('PATCH', url, { name: 'n' })).status).toBe(200)
  })
})

describe('the audit', () => {
  it('A167 is asked for several events, for an address, and tells what was before a change', async () => {
    const { core, ask, admin, person, url, send } = await opened()
    await core.putRole({ name: 'support', permissions: ['user:read'] })
    const { roles = [] } = (await core.findUser(admin.id)) ?? {}
    await core.updateManagedUser(admin.id, { roles: [...roles, 'support'] })
    for (const body of [
      { name: 'first', level: 3 },
      { name: 'call 138 0013 8000', roles: ['support'], level: null },
      { name: 'call 138 0013 8000' },
    ]) {
      expect((await ask('PATCH', url, body)).reason).toBeUndefined()
    }
    await ask('PUT', `${url}/ban`, {})
    await send('POST', '/v1/login', { body: { phone: 'nobody', password }, from: '192.0.2.9' })
    const eventsOf = async (query: string): Promise<string[]> =>
      (await ask('GET', `/v1/audit?${query}`)).data.entries.map(
        ({ event }: { event: string }) => event,
      )
    expect(await eventsOf(`user=${person.id}&event=user_banned,user_updated`)).toEqual([
      'user_banned',
      'user_updated',
      'user_updated',
      'user_updated',
    ])
    expect(await eventsOf('event=role_changed,user_banned')).toContain('user_banned')
    expect(new Set(await eventsOf('address=10.5.5.5'))).toEqual(
      new Set(['user_banned', 'user_updated']),
    )
    expect(await eventsOf('address=10.5.5.5&event=user_banned')).toEqual(['user_banned'])
    expect(await eventsOf('address=::1')).toEqual([])
    for (const query of ['event=nothing', 'event=login,', 'event=login,nothing', 'address=x y']) {
      const { status, reason } = await ask('GET', `/v1/audit?${query}`)
      expect([status, reason], query).toEqual([400, 'invalid_request'])
    }
    const { data } = await ask('GET', `/v1/audit?user=${person.id}&event=user_updated`)
    expect(data.entries.map(({ detail }: { detail: object }) => detail).reverse()).toEqual([
      { fields: 'name level', name: 'first', name_before: '', level: '3', level_before: '0' },
      {
        ...{ fields: 'name roles level', roles: 'support', roles_before: '' },
        ...{ name: 'call ****', name_before: 'first', level: '', level_before: '3' },
      },
      { fields: 'name' },
    ])
  })

  it('A167 says who did what to whom from where, in pages, by user and by event', async () => {
    const { ask, admin, person, url } = await opened()
    await ask('PATCH', url, { name: 'n' })
    await ask('PUT', `${url}/ban`, { reason: 'spam' })
    await ask('DELETE', `${url}/ban`)
    const { data } = await ask('GET', `/v1/audit?user=${person.id}&limit=3`)
    expect(data.entries.map((one: Record<string, unknown>) => one.event)).toEqual([
      'user_unbanned',
      'user_banned',
      'user_updated',
    ])
    expect(data.entries[1]).toMatchObject({
      actor_id: admin.id,
      user_id: person.id,
      address: '10.5.5.5',
      detail: { reason: 'spam' },
      at: expect.stringMatching(/Z$/),
    })
    const rest = await ask('GET', `/v1/audit?user=${person.id}&after=${data.next}`)
    expect(rest.data.entries.map((one: Record<string, unknown>) => one.event)).toEqual([
      'login',
      'user_registered',
    ])
    expect(rest.data.next).toBeNull()
    const bans = await ask('GET', '/v1/audit?event=user_banned')
    expect(bans.data.entries).toHaveLength(1)
    for (const query of [
      'event=nonsense',
      'event=USER',
      'user=%20',
      'since=1',
      'event=a&event=b',
      'from=yesterday',
      'until=2026-01-01',
      'from=1767225600000',
      'until=2026-01-01T23:59:60Z',
    ]) {
      expect((await ask('GET', `/v1/audit?${query}`)).status, query).toBe(400)
    }
  })

  it('names who is in a page of it, each once, and to whoever may see users alone', async () => {
    const { core, ask, send, admin, person, url } = await opened()
    await ask('PATCH', url, { name: '李四' })
    await ask('PUT', `${url}/ban`, {})
    const gone = await addPerson(core)
    await ask('DELETE', `/v1/users/${gone.id}`)
    const named = (await ask('GET', '/v1/audit')).data.people
    const { phone } = (await core.findUser(person.id)) ?? {}
    expect(named).toContainEqual({ id: person.id, name: '李四', phone_ending: phone?.slice(-4) })
    expect(named.map(({ id }: { id: string }) => id).sort()).toEqual([admin.id, person.id].sort())
    const none = await ask('GET', '/v1/audit?until=2000-01-01T00:00:00Z')
    expect(none.data).toEqual({ entries: [], people: [], next: null })

    const auditor = await addPerson(core, ['audit:read'])
    const seen = await send('GET', '/v1/audit', { token: auditor.token })
    expect(seen.data.entries.length).toBeGreaterThan(0)
    expect(seen.data.people).toEqual([])
  })

  it('A167 is searched by when something happened: from a moment on, and before another', async () => {
    const { ask, person, url } = await opened()
    await ask('PATCH', url, { name: 'n' })
    const all = (await ask('GET', `/v1/audit?user=${person.id}`)).data.entries
    const at: string = all[0].at
    const list = async (query: string): Promise<unknown> =>
      (await ask('GET', `/v1/audit?user=${person.id}&${query}`)).data.entries
    const earlier = all.filter((entry: { at: string }) => entry.at < at)
    expect(await list(`until=${at}`)).toEqual(earlier)
    expect(await list(`from=${at}`)).toEqual(all.slice(0, all.length - earlier.length))
    // The same moment as a clock in Shanghai shows it.
    const there = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().replace('Z', '+08:00')
    expect(await list(`until=${encodeURIComponent(there)}`)).toEqual(earlier)
    expect(await list(`from=2000-01-01T00:00:00Z&until=9999-12-31T00:00:00Z`)).toEqual(all)
    expect(await list(`from=${at}&until=${at}`)).toEqual([])
  })
})
