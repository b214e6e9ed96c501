import { describe, expect, it } from 'vitest'
import { addPerson, password } from './client.ts'
import { login, phone, scene } from './factor-scene.ts'

describe('second factors over HTTP', () => {
  it('are set up, asked for, shown, listed and removed', async () => {
    const all = await scene()
    const { send, authenticator, clock } = all
    const due = await login(all)
    expect(due).toMatchObject({
      status: 403,
      code: 4111,
      data: { kinds: 'totp', expires_in: '120' },
    })
    const body = { ticket: due.data.ticket, kind: 'totp', code: authenticator.code() }
    const opened = await send('POST', '/v1/login/factor', { body })
    const token = String(opened.data.access_token)
    const made = await send('POST', '/v1/me/recovery-codes', { token })
    expect(made.data.recovery_codes).toHaveLength(10)
    const listed = await send('GET', '/v1/me/factors', { token })
    expect(listed.data.factors).toMatchObject([
      { kind: 'totp', left: null },
      { kind: 'recovery_codes', left: 10 },
    ])
    clock.advance(16 * 60)
    const path = `/v1/me/factors/${listed.data.factors[0].id}`
    expect(await send('DELETE', path, { token })).toMatchObject({ reason: 'step_up_required' })
    const shown = { kind: 'recovery_codes', code: made.data.recovery_codes[0] }
    const verified = await send('POST', '/v1/verify', { token, body: shown })
    const fresh = String(verified.data.access_token)
    expect((await send('DELETE', path, { token: fresh })).status).toBe(200)
    expect((await login(all)).status).toBe(200)
    expect((await send('GET', '/v1/me/factors', { token: fresh })).data.factors).toEqual([])
  })

  it('end in cookies where the first step asked for them: no token in a body, and remembered as wished', async () => {
    const all = await scene()
    const { send, authenticator } = all
    const headers = { origin: 'http://localhost', 'z-csrf': '1' }
    const first = { phone, password, transport: 'cookie', remember: true }
    const due = await send('POST', '/v1/login', { body: first, headers })
    expect(due.reason).toBe('factor_required')
    expect(due.headers['set-cookie']).toBeUndefined()
    const step = { ticket: due.data.ticket, kind: 'totp', code: authenticator.code() }
    const forged = { body: { ...step, transport: 'cookie' }, headers: { 'z-csrf': '1' } }
    expect((await send('POST', '/v1/login/factor', forged)).reason).toBe('origin_unknown')
    const body = { ...step, transport: 'cookie', remember: true }
    const opened = await send('POST', '/v1/login/factor', { body, headers })
    expect(opened.data).not.toHaveProperty('refresh_token')
    expect(opened.data.expires_in).toBe(600)
    expect(String(opened.headers['set-cookie'])).toMatch(
      /^ztoken-refresh-80=k\..+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax/,
    )
  })

  it('A355 an administrator takes them away: by permission, shown lately, and not from who may do more', async () => {
    const all = await scene()
    const { send, core, clock, userId } = all
    const path = `/v1/users/${userId}/factors`
    const none = await addPerson(core)
    expect(await send('DELETE', path, none)).toMatchObject({ reason: 'permission_denied' })
    const helper = await addPerson(core, ['user:remove_factors', 'user:read'])
    const seen = await send('GET', path, helper)
    expect(seen.data.factors).toMatchObject([{ kind: 'totp' }])
    await core.updateManagedUser(userId, { roles: ['admin'] })
    expect(await send('DELETE', path, helper)).toMatchObject({ reason: 'permission_denied' })
    await core.updateManagedUser(userId, { roles: [] })
    const own = `/v1/users/${helper.id}/factors`
    expect(await send('DELETE', own, helper)).toMatchObject({ reason: 'permission_denied' })
    clock.advance(16 * 60)
    expect(await send('DELETE', path, helper)).toMatchObject({ reason: 'step_up_required' })
    const again = await send('POST', '/v1/verify', { ...helper, body: { password } })
    const token = String(again.data.access_token)
    expect((await send('DELETE', path, { token })).status).toBe(200)
    expect(await core.sessions(userId)).toEqual([])
    const { items } = await core.searchAudit({ userId, event: 'factor_removed' })
    expect(items).toMatchObject([{ actorId: helper.id, detail: { kind: 'totp' } }])
    expect((await login(all)).status).toBe(200)
  })
})
