import { describe, expect, it } from 'vitest'
import { openCodes } from './code-scene.ts'
import { failsWith, imported, password, phone } from './open.ts'

const email = 'san.zhang@example.com'
const day = 86_400

describe('a phone that a carrier may have given to somebody else (attack A318)', () => {
  /** An account with a password and a proven phone, that nobody has used for a while. */
  async function unused(days: number) {
    const opened = await openCodes()
    const { core, ask, advance } = opened
    const { user } = await core.loginWithCode(await ask('login'))
    await core.resetPasswordWithCode({ ...(await ask('password_reset')), newPassword: password })
    const { deviceToken } = await core.login({ phone, password })
    advance(days * day)
    return { ...opened, user, deviceToken }
  }

  it('is let in by the code alone until nobody signed in for 90 days', async () => {
    const { core, ask, user, advance } = await unused(89)
    expect((await core.loginWithCode(await ask('login'))).user.id).toBe(user.id)
    advance(90 * day)
    await expect(core.loginWithCode(await ask('login'))).rejects.toMatchObject({
      code: 'owner_uncertain',
      data: { has_password: 'true' },
    })
  })

  it('is uncertain once 90 days are over, and not a second before', async () => {
    // Asking for a code takes a minute.
    for (const [seconds, isCertain] of [
      [day - 61, true],
      [day - 60, false],
    ] as const) {
      const { core, ask, user, advance } = await unused(89)
      advance(seconds)
      const coming = core.loginWithCode(await ask('login'))
      if (isCertain) expect((await coming).user.id).toBe(user.id)
      else await expect(coming).rejects.toMatchObject(failsWith('owner_uncertain'))
    }
  })

  it('shows the password as one thing more, by the same code, and guesses at it are counted', async () => {
    const { core, ask, user, advance } = await unused(90)
    const shown = await ask('login')
    for (let n = 0; n < 10; n += 1) {
      const wrong = { ...shown, password: 'a wrong guess' }
      await expect(core.loginWithCode(wrong)).rejects.toMatchObject(failsWith('password_wrong'))
    }
    await expect(core.loginWithCode({ ...shown, password })).rejects.toMatchObject(
      failsWith('too_many_requests'),
    )
    advance(900)
    const right = { ...(await ask('login')), password }
    expect((await core.loginWithCode(right)).user.id).toBe(user.id)
  })

  it('sets no password by a code either', async () => {
    const { core, ask } = await unused(90)
    const shown = { ...(await ask('password_reset')), newPassword: 'another long phrase' }
    await expect(core.resetPasswordWithCode(shown)).rejects.toMatchObject(
      failsWith('owner_uncertain'),
    )
    await core.login({ phone, password })
  })

  it('is known by its device', async () => {
    const { core, ask, user, deviceToken } = await unused(89)
    await core.login({ phone, password, deviceToken })
    const { deviceToken: fresh } = await core.login({ phone, password })
    expect(
      (await core.loginWithCode({ ...(await ask('login')), deviceToken: fresh })).user.id,
    ).toBe(user.id)
  })

  it('is not known by a device of somebody else, also where neither has a password', async () => {
    const { core, ask, advance } = await openCodes()
    await core.loginWithCode(await ask('login'))
    const stranger = { phone: '13900139000' }
    await core.loginWithCode(await ask('login', stranger))
    advance(80 * day)
    const { deviceToken } = await core.loginWithCode(await ask('login', stranger))
    advance(10 * day)
    await expect(
      core.loginWithCode({ ...(await ask('login')), deviceToken }),
    ).rejects.toMatchObject(failsWith('owner_uncertain'))
  })

  it('begins anew, and sees nothing of the old account, which keeps what else it is found by', async () => {
    const { core, ask, user, advance } = await unused(1)
    const before = await core.login({ phone, password })
    await core.addIdentity(core.authenticate(before.accessToken), await ask('verify', { email }))
    advance(91 * day)
    const shown = await ask('login')
    const closed = { ...shown, resolve: 'begin_anew', mayRegister: false } as const
    await expect(core.loginWithCode(closed)).rejects.toMatchObject(failsWith('registration_closed'))
    const { resetToken } = await core.requestPasswordReset(user.id)
    const grant = await core.loginWithCode({ ...(await ask('login')), resolve: 'begin_anew' })
    expect(grant.user).toMatchObject({ phone: `+86${phone}`, email: null })
    const { items } = await core.searchAudit({ event: 'identity_released' })
    expect(items).toMatchObject([{ userId: user.id, detail: { kind: 'phone' } }])
    // What was begun with the account as it was has come to an end.
    await expect(core.resetPassword(resetToken, 'another long phrase')).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    expect(grant.user.id).not.toBe(user.id)
    expect(await core.findUser(user.id)).toMatchObject({ phone: null, email })
    await core.login({ email, password })
    expect((await core.loginWithCode(await ask('login'))).user.id).toBe(grant.user.id)
  })

  it('is not begun anew where it is certain whose it is', async () => {
    const { core, ask, user } = await unused(1)
    const shown = { ...(await ask('login')), resolve: 'begin_anew' } as const
    expect((await core.loginWithCode(shown)).user.id).toBe(user.id)
  })

  it('of who never signed in here nothing is known: an import locks nobody out', async () => {
    const { core, ask, advance } = await openCodes()
    await core.createImport({ dryRun: false }).add(imported('7', phone))
    advance(365 * day)
    expect((await core.loginWithCode(await ask('login'))).user.id).toBe('7')
  })
})

describe('a phone that was taken from an account (attack A317)', () => {
  /** Somebody with a stolen session and password has put their own phone in the place of ours. */
  async function stolen() {
    const opened = await openCodes()
    const { core, ask } = opened
    const owner = await core.loginWithCode(await ask('login'))
    const caller = core.authenticate(owner.accessToken)
    await core.addIdentity(caller, await ask('verify', { phone: '13900139000' }))
    const [own] = (await core.identities(caller)).identities
    await core.removeIdentity(caller, own?.id ?? '')
    return { ...opened, owner, caller }
  }

  it('is told of to whoever has it, and takes the account back for 72 hours', async () => {
    const { core, ask, owner, advance } = await stolen()
    advance(70 * 3600)
    const shown = await ask('login')
    const refused = await core.loginWithCode(shown).catch((error) => error)
    expect(refused).toMatchObject({ code: 'identity_held' })
    expect(Date.parse(refused.data.until)).toBeGreaterThan(0)
    const grant = await core.loginWithCode({ ...shown, resolve: 'take_back' })
    expect(grant.user).toMatchObject({ id: owner.user.id, phone: `+86${phone}` })
    await expect(core.refresh(owner.refreshToken)).rejects.toMatchObject(
      failsWith('password_changed'),
    )
    const { identities } = await core.identities(core.authenticate(grant.accessToken))
    expect(identities.map(({ subject }) => subject)).toEqual([`+86${phone}`])
    // The thief's phone is nobody's, and begins an account of its own.
    const thief = await core.loginWithCode(await ask('login', { phone: '13900139000' }))
    expect(thief.user.id).not.toBe(owner.user.id)
  })

  it('is nobody else’s for 30 days, however it is tried, and then anybody’s', async () => {
    const { core, ask, owner, advance } = await stolen()
    const register = { phone, password }
    advance(73 * 3600)
    await expect(core.register(register)).rejects.toMatchObject(failsWith('phone_taken'))
    for (const resolve of [null, 'take_back', 'begin_anew'] as const) {
      await expect(core.loginWithCode({ ...(await ask('login')), resolve })).rejects.toMatchObject(
        failsWith('identity_taken'),
      )
    }
    const other = await core.loginWithCode(await ask('login', { phone: '13700137000' }))
    await expect(
      core.addIdentity(core.authenticate(other.accessToken), await ask('verify')),
    ).rejects.toMatchObject(failsWith('identity_taken'))
    advance(27 * day)
    const grant = await core.loginWithCode(await ask('login'))
    expect(grant.user.id).not.toBe(owner.user.id)
  })

  it('is anybody’s at once where its account is gone', async () => {
    const { core, ask, owner } = await stolen()
    await core.deleteAccount(owner.user.id)
    const shown = { ...(await ask('login')), resolve: 'take_back' } as const
    const grant = await core.loginWithCode(shown)
    expect(grant.user.id).not.toBe(owner.user.id)
  })

  it('comes back to its own account at any time', async () => {
    const { core, ask, caller, advance } = await stolen()
    advance(600)
    await core.addIdentity(caller, await ask('verify'))
    const { identities } = await core.identities(caller)
    expect(identities.map(({ subject }) => subject)).toContain(`+86${phone}`)
    expect((await core.loginWithCode(await ask('login'))).user.id).toBe(caller.userId)
  })
})
