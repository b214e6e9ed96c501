import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'

const next = 'some other long phrase'

async function opened(options: object = {}) {
  const { app, core, clock } = await open(options)
  const send = sender(app)
  const login = async (phone: string, with_ = password) =>
    (await send('POST', '/v1/login', { body: { phone, password: with_ } })).data
  return { core, clock, send, login }
}

describe('another password', () => {
  it('A128 A129 A130 ends the other sessions at once, whatever is left out, and keeps this one', async () => {
    const { core, send, login } = await opened()
    const { phone, token, refreshToken } = await addPerson(core)
    const other = await login(phone)
    const change = (body: object) => send('PUT', '/v1/me/password', { token, body })
    expect((await change({ new_password: next })).status).toBe(400)
    const wrong = await change({ password: next, new_password: next })
    expect([wrong.status, wrong.reason]).toEqual([403, 'password_wrong'])
    expect(wrong.headers['www-authenticate']).toBeUndefined()
    expect((await change({ password, new_password: password })).reason).toBe('password_unchanged')
    expect((await change({ password, new_password: 'short' })).reason).toBe('password_too_short')
    const { data } = await change({ password, new_password: next })
    expect(data).toMatchObject({ ended: 1, token_type: 'Bearer', user: { phone: `+86${phone}` } })
    const refused = await send('GET', '/v1/me', { token: other.access_token })
    expect(refused.reason).toBe('password_changed')
    for (const [text, status] of [
      [other.refresh_token, 401],
      [refreshToken, 401],
      [data.refresh_token, 200],
    ] as const) {
      const reply = await send('POST', '/v1/refresh', { body: { refresh_token: text } })
      expect(reply.status).toBe(status)
    }
    expect((await send('GET', '/v1/me', { token })).reason).toBe('token_invalid')
    const renewed = data.access_token
    expect((await send('GET', '/v1/me', { token: renewed })).status).toBe(200)
    expect(await login(phone)).toBeUndefined()
    expect(await login(phone, next)).toHaveProperty('access_token')
  })

  it('A064 S07 guesses of the current one are counted for the session, and lock nobody else', async () => {
    const { core, send } = await opened({ failuresPerPhone: 2 })
    const { token, phone } = await addPerson(core)
    const from = '10.9.9.9'
    const statuses = []
    for (let n = 0; n < 3; n += 1) {
      const body = { password: 'a wrong phrase', new_password: next }
      statuses.push((await send('PUT', '/v1/me/password', { token, body, from })).status)
    }
    expect(statuses).toEqual([403, 403, 429])
    const reply = await send('POST', '/v1/verify', { token, body: { password }, from })
    expect(reply.reason).toBe('too_many_requests')
    const login = await send('POST', '/v1/login', { body: { phone, password }, from })
    expect(login.status).toBe(200)
  })
})

describe('what is sensitive', () => {
  it('A137 asks for the password again, and goes on once it was shown', async () => {
    const { core, clock, send } = await opened({ stepUpSeconds: 600, accessTokenSeconds: 86_400 })
    const { token, id } = await addPerson(core)
    expect((await send('GET', '/v1/me/export', { token })).status).toBe(200)
    clock.advance(601)
    for (const [method, url] of [
      ['GET', '/v1/me/export'],
      ['DELETE', '/v1/me'],
    ] as const) {
      const reply = await send(method, url, { token })
      expect([reply.status, reply.code, reply.reason]).toEqual([403, 4108, 'step_up_required'])
      expect(reply.headers['www-authenticate']).toMatch(
        /^Bearer error="insufficient_user_authentication"/,
      )
    }
    const wrong = await send('POST', '/v1/verify', { token, body: { password: next } })
    expect(wrong.reason).toBe('password_wrong')
    expect((await send('DELETE', '/v1/me', { token })).reason).toBe('step_up_required')
    const { data } = await send('POST', '/v1/verify', { token, body: { password } })
    expect((await send('DELETE', '/v1/me', { token })).reason).toBe('token_invalid')
    const deleted = await send('DELETE', '/v1/me', { token: data.access_token })
    expect([deleted.status, deleted.headers['clear-site-data']]).toEqual([200, '"cache"'])
    const late = await send('GET', '/v1/me', { token: data.access_token })
    expect(late.reason).toBe('account_deleted')
    expect(await core.findUser(id)).toBeNull()
  })

  it('the export holds what is kept of oneself, and no secret', async () => {
    const { core, send } = await opened()
    const { token, id, sessionId } = await addPerson(core)
    await addPerson(core)
    const { data, body } = await send('GET', '/v1/me/export', { token })
    expect(data.user.id).toBe(id)
    expect(data.sessions.map((one: { id: string }) => one.id)).toEqual([sessionId])
    expect(data.audit.map((one: { event: string }) => one.event)).toEqual([
      'login',
      'user_registered',
    ])
    expect(new Set(data.audit.map((one: { user_id: string }) => one.user_id))).toEqual(
      new Set([id]),
    )
    expect(body).not.toMatch(/argon2|hash|counter|epoch/)
  })

  it('A132 A133 a phone registered again is somebody new, whom no old token opens', async () => {
    const { core, send } = await opened()
    const old = await addPerson(core)
    await send('DELETE', '/v1/me', { token: old.token })
    const body = { phone: old.phone, password }
    const { data } = await send('POST', '/v1/register', { body })
    expect(data.user.id).not.toBe(old.id)
    for (const reply of [
      await send('GET', '/v1/me', { token: old.token }),
      await send('POST', '/v1/refresh', { body: { refresh_token: old.refreshToken } }),
    ]) {
      expect(reply.status).toBe(401)
    }
    const { sessions } = (await send('GET', '/v1/me/sessions', { token: data.access_token })).data
    expect(sessions).toHaveLength(1)
  })
})

describe('one’s own sessions', () => {
  it('A136 are listed for oneself, without a token in sight', async () => {
    const { core, send } = await opened()
    const { token, refreshToken, sessionId } = await addPerson(core)
    await addPerson(core)
    const { data, body } = await send('GET', '/v1/me/sessions', { token })
    expect(data.sessions).toEqual([
      {
        id: sessionId,
        device: null,
        device_kind: null,
        address: null,
        created_at: expect.any(String),
        used_at: expect.any(String),
        current: true,
      },
    ])
    for (const secret of [token, refreshToken, 'counter']) expect(body).not.toContain(secret)
  })

  it('A138 A028 one of somebody else is not found, and what is no id is no request', async () => {
    const { core, send, login } = await opened()
    const { token, phone } = await addPerson(core)
    const other = await addPerson(core)
    const end = (id: string) => send('DELETE', `/v1/me/sessions/${id}`, { token })
    for (const id of [
      other.sessionId,
      '1',
      '0',
      '1e3',
      '0x10',
      '9007199254740993',
      'x'.repeat(128),
    ]) {
      expect((await end(id)).status, id).toBe(404)
    }
    const wrong = ['-1', '%201', '%00', "'%20OR%201=1--", '..%2f..', '%7B%7D', '*', 'x'.repeat(129)]
    for (const id of wrong) expect([400, 404], id).toContain((await end(id)).status)
    expect((await send('GET', '/v1/me', { token: other.token })).status).toBe(200)
    const second = await login(phone)
    expect((await end(second.session.id)).status).toBe(200)
    expect((await end(second.session.id)).status).toBe(404)
    const ended = await send('GET', '/v1/me', { token: second.access_token })
    expect(ended.reason).toBe('session_ended')
  })

  it('A140 a device’s name is a short text, kept as it is and sent as JSON', async () => {
    const { core, clock, send } = await opened()
    const { phone, token } = await addPerson(core)
    clock.advance(1)
    const device = '<img src=x onerror=alert(1)>"\'&</script>'
    await send('POST', '/v1/login', { body: { phone, password, device } })
    const reply = await send('GET', '/v1/me/sessions', { token })
    expect(reply.data.sessions[0].device).toBe(device)
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    for (const wrong of ['x'.repeat(65_536), 'x'.repeat(129), 'a\nb', '']) {
      const body = { phone, password, device: wrong }
      expect([400, 413]).toContain((await send('POST', '/v1/login', { body })).status)
    }
    const headers = { 'user-agent': `Mozilla ${'x'.repeat(10_000)}` }
    const login = await send('POST', '/v1/login', { body: { phone, password }, headers })
    expect([login.status, login.data.session.device]).toEqual([200, null])
  })
})
