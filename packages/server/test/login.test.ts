import { describe, expect, it } from 'vitest'
import { addPerson, password, type Send, sender } from './client.ts'
import { open } from './open.ts'

const phone = '13800138000'

async function opened(options: object = {}) {
  const { app, core, clock } = await open(options)
  const send = sender(app)
  const refresh = (refreshToken: string) =>
    send('POST', '/v1/refresh', { body: { refresh_token: refreshToken } })
  const me = (token: string) => send('GET', '/v1/me', { token })
  const login = async (more: object = {}, who = phone) =>
    (await send('POST', '/v1/login', { body: { phone: who, password, ...more } })).data
  return { app, core, clock, send, refresh, me, login }
}

describe('signing in', () => {
  it('remembers the device, its kind and the address, and shows them to the owner alone', async () => {
    const { send, login, clock } = await opened()
    const body = { phone, password, device: 'my phone', device_kind: 'app' }
    const registered = await send('POST', '/v1/register', { body, from: '10.1.2.3' })
    expect(registered.data.session).toMatchObject({
      device: 'my phone',
      device_kind: 'app',
      address: '10.1.2.3',
      current: true,
    })
    clock.advance(1)
    const { access_token: token } = await login({ device_kind: 'web' })
    const { data } = await send('GET', '/v1/me/sessions', { token })
    expect(
      data.sessions.map((one: Record<string, unknown>) => [one.device_kind, one.current]),
    ).toEqual([
      ['web', true],
      ['app', false],
    ])
    const wrong = { phone, password, device_kind: 'fridge' }
    expect((await send('POST', '/v1/login', { body: wrong })).status).toBe(400)
  })

  it('A120 A122 ids are ours: what a client sends beforehand becomes no session', async () => {
    const { core, send, refresh } = await opened()
    const { refreshToken, sessionId } = await addPerson(core)
    await core.register({ phone, password })
    const fixed = '11111111-2222-4333-8444-555555555555'
    const headers = {
      cookie: `session=${fixed}; __Host-refresh=${refreshToken}`,
      'x-session-id': fixed,
      'z-token': 'x',
    }
    const { data } = await send('POST', '/v1/login', { body: { phone, password }, headers })
    expect(data.session.id).toMatch(/^[0-9a-f-]{36}$/)
    expect([fixed, sessionId]).not.toContain(data.session.id)
    expect(data.refresh_token).not.toBe(refreshToken)
    for (const name of ['sid', 'session', 'session_id', 'id']) {
      const body = { phone, password, [name]: fixed }
      expect((await send('POST', '/v1/login', { body })).status, name).toBe(400)
    }
    expect((await refresh(refreshToken)).status).toBe(200)
  })

  it('A121 signed in as somebody else: the new session is the new user’s and the old one stays', async () => {
    const { core, send, me } = await opened()
    const other = await addPerson(core)
    await core.register({ phone, password })
    const { data } = await send('POST', '/v1/login', {
      body: { phone, password },
      token: other.token,
    })
    expect(data.user.phone).toBe(`+86${phone}`)
    expect((await me(data.access_token)).data.id).toBe(data.user.id)
    expect((await me(other.token)).data.id).toBe(other.id)
    expect(await core.sessions(other.id)).toHaveLength(1)
  })

  it('one session for each kind of device, and at most so many, by the settings', async () => {
    const { core, login, me, send } = await opened({
      oneSessionForEachKind: true,
      sessionsPerUser: 2,
      whenSessionsFull: 'refuse',
    })
    await core.register({ phone, password }, { deviceKind: 'web' })
    const app = await login({ device_kind: 'app' })
    const again = await login({ device_kind: 'app' })
    const replaced = await me(app.access_token)
    expect([replaced.status, replaced.code, replaced.reason]).toEqual([401, 4105, 'replaced'])
    expect((await me(again.access_token)).status).toBe(200)
    const body = { phone, password, device_kind: 'desktop' }
    const full = await send('POST', '/v1/login', { body })
    expect([full.status, full.code, full.reason]).toEqual([409, 4290, 'too_many_sessions'])
    const tutorial = await send('POST', '/login', { body: { phone, password } })
    expect([tutorial.status, tutorial.code]).toEqual([200, 4290])
  })
})

describe('refresh', () => {
  it('A101 a refresh token replayed after the grace ends the session, and says so everywhere', async () => {
    const { core, clock, refresh, me } = await opened()
    const { token, refreshToken, id } = await addPerson(core)
    const events: string[] = []
    core.on('*', ({ event }) => events.push(event))
    const next = (await refresh(refreshToken)).data
    clock.advance(11)
    const replayed = await refresh(refreshToken)
    expect([replayed.status, replayed.code, replayed.reason]).toEqual([
      401,
      4110,
      'refresh_token_reused',
    ])
    for (const text of [token, next.access_token]) {
      expect((await me(text)).reason).toBe('refresh_token_reused')
    }
    expect((await refresh(next.refresh_token)).reason).toBe('refresh_token_reused')
    expect(events).toEqual(['refresh_token_reused'])
    const audit = await core.searchAudit({ userId: id, event: 'refresh_token_reused' })
    expect(audit.items).toHaveLength(1)
  })

  it('A102 A103 two hundred at once, and a retry after a lost reply: one successor', async () => {
    const { core, refresh } = await opened()
    const { refreshToken } = await addPerson(core)
    const replies = await Promise.all(Array.from({ length: 200 }, () => refresh(refreshToken)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    const successors = new Set(replies.map(({ data }) => data.refresh_token))
    expect(successors.size).toBe(1)
    expect((await refresh(refreshToken)).data.refresh_token).toBe([...successors][0])
    const onward = (await refresh([...successors][0])).data.refresh_token
    expect(successors.has(onward)).toBe(false)
  })

  it('A104 A105 A106 the grace is for the one before, gives one successor, and ends', async () => {
    const { core, clock, refresh } = await opened()
    const { refreshToken: first } = await addPerson(core)
    const second = (await refresh(first)).data.refresh_token
    for (let n = 0; n < 5; n += 1) {
      clock.advance(2)
      expect((await refresh(first)).data.refresh_token).toBe(second)
    }
    clock.advance(1)
    expect((await refresh(first)).reason).toBe('refresh_token_reused')
    expect((await refresh(second)).reason).toBe('refresh_token_reused')

    const other = await addPerson(core)
    const next = (await refresh(other.refreshToken)).data.refresh_token
    await refresh(next)
    // Within the ten seconds, but two behind.
    expect((await refresh(other.refreshToken)).reason).toBe('refresh_token_reused')
  })

  it('A107 A108 with a logout, another password or a ban at once: afterwards nothing opens', async () => {
    const { core, send, refresh, me } = await opened({
      failuresPerPhone: 10_000,
      failuresPerAddress: 10_000,
    })
    const ends: ((person: { token: string; id: string }, send: Send) => Promise<unknown>)[] = [
      ({ token }) => send('POST', '/v1/logout', { token }),
      ({ id }) => core.setPassword(id, 'some other long phrase'),
      ({ id }) => core.ban(id),
    ]
    for (let round = 0; round < 60; round += 1) {
      const person = await addPerson(core)
      const end = ends[round % 3] as (typeof ends)[0]
      const [, ...replies] = await Promise.all([
        end(person, send),
        ...Array.from({ length: 4 }, () => refresh(person.refreshToken)),
      ])
      const granted = replies.filter(({ status }) => status === 200).map(({ data }) => data)
      for (const text of [person.token, ...granted.map((grant) => grant.access_token)]) {
        expect((await me(text)).status).not.toBe(200)
      }
      for (const text of [person.refreshToken, ...granted.map((grant) => grant.refresh_token)]) {
        expect((await refresh(text)).status).not.toBe(200)
      }
    }
  }, 120_000)

  it('A109 A110 one that was put together of two, or is none, opens nothing', async () => {
    const { core, refresh } = await opened()
    const one = await addPerson(core)
    const other = await addPerson(core)
    const parts = one.refreshToken.split('.')
    const others = other.refreshToken.split('.')
    const mixed = parts.map((_, at) =>
      parts.map((part, n) => (n === at ? others[n] : part)).join('.'),
    )
    const texts = mixed.filter((text) => text !== one.refreshToken && text !== other.refreshToken)
    expect(texts.length).toBeGreaterThan(0)
    for (const text of [
      ...texts,
      other.token.slice(0, 512),
      one.sessionId,
      `${one.refreshToken} `,
    ]) {
      const reply = await refresh(text)
      expect([reply.status, reply.reason], text).toEqual([401, 'token_invalid'])
    }
    expect((await refresh(one.refreshToken)).status).toBe(200)
    expect((await refresh(other.refreshToken)).status).toBe(200)
  })

  it('A145 a session unused too long is idle, and one used is not', async () => {
    const { core, clock, refresh } = await opened({ sessionIdleSeconds: 7200 })
    const idle = await addPerson(core)
    const used = await addPerson(core)
    clock.advance(7199)
    const next = (await refresh(used.refreshToken)).data
    clock.advance(1)
    const over = await refresh(idle.refreshToken)
    expect([over.status, over.code, over.reason]).toEqual([401, 4106, 'session_idle'])
    expect((await refresh(next.refresh_token)).status).toBe(200)
  })
})

describe('signing out', () => {
  it('A123 A161 access and refresh token are dead at once, and the browser forgets its caches', async () => {
    const { core, send, me, refresh } = await opened()
    const { token, refreshToken } = await addPerson(core)
    const reply = await send('POST', '/v1/logout', { token })
    expect([reply.status, reply.code]).toEqual([200, 0])
    // Not storage, not cookies: the origin may be an application's.
    expect(reply.headers['clear-site-data']).toBe('"cache"')
    expect((await me(token)).reason).toBe('session_ended')
    expect((await refresh(refreshToken)).reason).toBe('session_ended')
  })

  it('A124 twice, late, with a refresh token or naming another session: nobody else is signed out', async () => {
    const { core, clock, send, me } = await opened()
    const { token, refreshToken } = await addPerson(core)
    const other = await addPerson(core)
    const logout = (headers: Record<string, string>, body?: object) =>
      send('POST', '/v1/logout', { headers, body })
    expect((await logout({ 'z-token': refreshToken })).reason).toBe('token_invalid')
    const cookie = `session=${other.sessionId}`
    expect((await logout({ 'z-token': token, cookie }, { sid: other.sessionId })).status).toBe(200)
    expect((await logout({ 'z-token': token })).reason).toBe('session_ended')
    expect((await me(other.token)).status).toBe(200)
    clock.advance(3600)
    expect((await logout({ 'z-token': other.token })).reason).toBe('token_expired')
    expect(await core.sessions(other.id)).toHaveLength(1)
  })

  it('A125 all others at once, and logins under way: who was signed in before is out', async () => {
    const { core, send, login, me } = await opened()
    const { accessToken: mine } = await core.register({ phone, password })
    const before = await Promise.all([login(), login(), login()])
    const [ended] = await Promise.all([
      send('DELETE', '/v1/me/sessions', { token: mine }),
      ...Array.from({ length: 6 }, () => login()),
    ])
    expect(ended.data.ended).toBeGreaterThanOrEqual(3)
    for (const { access_token: token } of before) {
      expect((await me(token)).reason).toBe('session_ended')
    }
    expect((await me(mine)).status).toBe(200)
    const { data } = await send('GET', '/v1/me/sessions', { token: mine })
    const again = await send('DELETE', '/v1/me/sessions', { token: mine })
    expect(again.data.ended).toBe(data.sessions.length - 1)
    expect((await send('DELETE', '/v1/me/sessions', { token: mine })).data.ended).toBe(0)
  })
})

describe('a reset of the password', () => {
  const next = 'some other long phrase'

  async function withReset() {
    const base = await opened()
    const person = await addPerson(base.core)
    const admin = await addPerson(base.core, ['user:reset_password'])
    const request = async () =>
      base.send('POST', `/v1/users/${person.id}/password-reset`, { token: admin.token })
    const reset = (resetToken: string, body: object = {}) =>
      base.send('POST', '/v1/password-reset', {
        body: { reset_token: resetToken, new_password: next, ...body },
      })
    return { ...base, person, admin, request, reset }
  }

  it('A150 A129 holds once, for half an hour, the newest alone; then every session is over', async () => {
    const { clock, request, reset, person, me, refresh, send } = await withReset()
    const old = (await request()).data
    expect(old).toEqual({ reset_token: expect.any(String), expires_in: 1800 })
    const newer = (await request()).data.reset_token
    expect((await reset(old.reset_token)).reason).toBe('reset_token_invalid')
    const weak = await reset(newer, { new_password: 'short' })
    expect(weak.reason).toBe('password_too_short')
    expect((await reset(newer)).status).toBe(200)
    const again = await reset(newer)
    expect([again.status, again.reason]).toEqual([401, 'reset_token_invalid'])
    expect(again.headers['www-authenticate']).toBe('Bearer')
    expect((await me(person.token)).reason).toBe('password_changed')
    expect((await refresh(person.refreshToken)).reason).toBe('password_changed')
    const { phone: who } = person
    const body = { phone: who, password: next }
    expect((await send('POST', '/v1/login', { body })).status).toBe(200)
    const late = (await request()).data.reset_token
    clock.advance(1800)
    expect((await reset(late)).reason).toBe('reset_token_invalid')
  })

  it('A153 of a banned or deleted user looks like any that does not hold', async () => {
    const { core, request, reset, person } = await withReset()
    const { reset_token: token } = (await request()).data
    await core.ban(person.id)
    const banned = await reset(token)
    const nonsense = await reset('zp1.x')
    const shape = ({ status, reason, headers }: typeof banned) => {
      const { date: _, 'x-request-id': __, ...rest } = headers
      return { status, reason, rest }
    }
    expect(shape(banned)).toEqual(shape(nonsense))
    await core.deleteAccount(person.id)
    expect(shape(await reset(token))).toEqual(shape(nonsense))
  })

  it('A154 of two at once one sets the password', async () => {
    const { request, reset } = await withReset()
    const { reset_token: token } = (await request()).data
    const replies = await Promise.all([reset(token), reset(token, { new_password: `${next} 2` })])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  it('A156 A155 an administrator sets no password, and the reset signs nobody in', async () => {
    const { send, request, reset, person, admin, login } = await withReset()
    const url = `/v1/users/${person.id}`
    for (const body of [{ password: next }, { new_password: next }, { password_hash: 'x' }]) {
      expect((await send('PATCH', url, { token: admin.token, body })).status).toBe(403)
    }
    const reply = await reset((await request()).data.reset_token)
    expect(reply.data).toBeUndefined()
    expect(await login({}, person.phone)).toBeUndefined()
  })

  it('A151 A152 the token is in the reply alone: no link, no header, whatever host was asked', async () => {
    const { send, person, admin } = await withReset()
    const reply = await send('POST', `/v1/users/${person.id}/password-reset`, {
      token: admin.token,
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    })
    expect(reply.body).not.toContain('evil')
    expect(reply.body).not.toContain('http')
    expect(JSON.stringify(reply.headers)).not.toContain(reply.data.reset_token)
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' })
  })
})
