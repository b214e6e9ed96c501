import { describe, expect, it } from 'vitest'
import { enrol, ticketOf } from './authenticator.ts'
import { failsWith, open, password, phone } from './open.ts'

const day = 86_400

/** Somebody with an authenticator, on a device that they trust. */
async function opened(options: Parameters<typeof open>[0] = {}) {
  const all = await open(options)
  const { core, advance } = all
  const { app, caller } = await enrol(all, await core.register({ phone, password }))
  const login = (deviceToken: string | null = null, device = 'a phone') =>
    core.login({ phone, password, deviceToken }, { device })
  const trust = async (deviceToken: string | null = null) => {
    advance(30)
    const ticket = await ticketOf(login(deviceToken))
    const shown = { ticket, kind: 'totp', code: app.code(), trustDevice: true } as const
    return core.loginWithFactor(shown)
  }
  return { ...all, app, caller, login, trust, trusted: await trust() }
}

describe('a trusted device', () => {
  it('is asked for no second factor for 30 days, at however many logins', async () => {
    const { login, trusted, advance } = await opened()
    let { deviceToken } = trusted
    for (let n = 0; n < 5; n += 1) {
      advance(5 * day)
      const grant = await login(deviceToken)
      expect(grant.session.amr).toEqual(['pwd'])
      deviceToken = grant.deviceToken
    }
    advance(5 * day - 1)
    const last = await login(deviceToken)
    advance(1)
    await ticketOf(login(last.deviceToken))
  })

  it('A360 is known by its token alone: others are asked', async () => {
    const { core, login, trusted, app, advance } = await opened()
    await ticketOf(login())
    for (const text of ['', 'x', `${trusted.deviceToken}x`]) await ticketOf(login(text))
    advance(30)
    const ticket = await ticketOf(login())
    const other = await core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    await ticketOf(login(other.deviceToken))
    await login(trusted.deviceToken)
  })

  it('A360 is trusted by one account', async () => {
    const all = await opened()
    const other = { phone: '13900139000', password }
    await enrol(all, await all.core.register(other))
    await ticketOf(all.core.login({ ...other, deviceToken: all.trusted.deviceToken }))
  })

  it('A360 is trusted no more after another password, a ban or the end of all sessions', async () => {
    for (const change of ['password', 'ban', 'kick out', 'factor'] as const) {
      const { core, login, trusted, caller, now } = await opened()
      const { userId } = caller
      if (change === 'password') await core.setPassword(userId, password)
      if (change === 'kick out') await core.kickOut(userId)
      if (change === 'factor') await enrol({ core, now }, trusted)
      if (change === 'ban') {
        await core.ban(userId)
        await core.unban(userId)
      }
      await ticketOf(login(trusted.deviceToken))
    }
  })

  it('has shown no factor: what is sensitive asks for it', async () => {
    const { core, login, trusted, app, advance } = await opened()
    const grant = await login(trusted.deviceToken)
    const caller = core.authenticate(grant.accessToken)
    const [totp] = await core.factors(caller)
    for (const asked of [
      core.requireStepUp(caller),
      core.removeFactor(caller, totp?.id ?? ''),
      core.makeRecoveryCodes(caller),
      core.changePassword(caller, { password, newPassword: 'another long phrase' }),
    ]) {
      await expect(asked).rejects.toMatchObject(failsWith('step_up_required'))
    }
    advance(30)
    const shown = { kind: 'totp', code: app.code() } as const
    const { accessToken } = await core.verifyIdentityWithFactor(caller, shown)
    await core.requireStepUp(core.authenticate(accessToken), { factor: true })
  })

  it('is listed under its name, and ended by its owner', async () => {
    const { core, login, trusted, caller } = await opened()
    const [one] = await core.trustedDevices(caller)
    expect(one).toMatchObject({ device: 'a phone', id: expect.any(String) })
    expect(JSON.stringify(one)).not.toContain('mark')
    const unknown = core.distrustDevice(caller, 'nothing')
    await expect(unknown).rejects.toMatchObject(failsWith('not_found'))
    await core.distrustDevice(caller, one?.id ?? '')
    expect(await core.trustedDevices(caller)).toEqual([])
    await ticketOf(login(trusted.deviceToken))
  })

  it('once again is the same one, and of many the newest twenty stay', async () => {
    const { core, trust, trusted, caller, store } = await opened()
    await core.distrustDevice(caller, (await core.trustedDevices(caller))[0]?.id ?? '')
    const again = await trust(trusted.deviceToken)
    expect(await core.trustedDevices(caller)).toHaveLength(1)
    for (let n = 0; n < 25; n += 1) await trust()
    expect(await core.trustedDevices(caller)).toHaveLength(20)
    const kept = (await store.findAccount(caller.userId))?.credentials ?? []
    expect(kept.filter(({ kind }) => kind === 'trusted_device')).toHaveLength(20)
    await ticketOf(core.login({ phone, password, deviceToken: again.deviceToken }))
  })

  it('is none where the operator wants none, nor any more where they did before', async () => {
    const { login, trusted } = await opened({ trustedDeviceDays: 0 })
    await ticketOf(login(trusted.deviceToken))
    const before = await opened()
    expect(await before.core.trustedDevices(before.caller)).toHaveLength(1)
    const { core } = await open({ store: before.store, trustedDeviceDays: 0 })
    expect(await core.trustedDevices(before.caller)).toEqual([])
    const { deviceToken } = before.trusted
    await ticketOf(core.login({ phone, password, deviceToken }))
  })
})
