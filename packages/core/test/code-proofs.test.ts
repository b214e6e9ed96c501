import { describe, expect, it } from 'vitest'
import { enrol, ticketOf } from './authenticator.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, imported, open, password, phone } from './open.ts'

const email = 'san.zhang@example.com'
const newPassword = 'another long phrase'

describe('the first proof of a phone', () => {
  it('A207 A314 ends the password and the sessions of whoever registered it before', async () => {
    const { core, ask } = await openCodes()
    const before = await core.register({ phone, password })
    const reset = await core.requestPasswordReset(before.user.id)
    const { user, accessToken } = await core.loginWithCode(await ask('login'))
    expect(user.id).toBe(before.user.id)
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    expect(() => core.authenticate(before.accessToken)).toThrow(
      expect.objectContaining(failsWith('password_changed')),
    )
    await expect(core.refresh(before.refreshToken)).rejects.toMatchObject(
      failsWith('password_changed'),
    )
    await expect(core.resetPassword(reset.resetToken, newPassword)).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    expect(core.authenticate(accessToken).userId).toBe(user.id)
  })

  it('leaves the password of who gives it on a device that has shown it', async () => {
    const { core, ask } = await openCodes()
    const { deviceToken, accessToken } = await core.register({ phone, password })
    await core.loginWithCode({ ...(await ask('login')), deviceToken })
    await core.login({ phone, password })
    expect(core.authenticate(accessToken)).toBeTruthy()
    // It was proven by that: the next code ends nothing.
    await core.loginWithCode(await ask('login'))
    await core.login({ phone, password })
  })

  it('A314 ends nothing before a second factor was shown: the phone alone may be another’s', async () => {
    // Before codes could be sent, so that nothing of the account could be proven.
    const before = await open()
    const registered = await before.core.register({ phone, password })
    const { core, ask, now } = await openCodes({ store: before.store })
    const { app, caller, grant } = await enrol({ core: before.core, now }, registered)
    const ticket = await ticketOf(core.loginWithCode(await ask('login')))
    const { identities } = await core.identitiesOf(caller.userId)
    expect(identities).toMatchObject([{ kind: 'phone', verifiedAt: null }])
    expect(core.authenticate(grant.accessToken).userId).toBe(caller.userId)
    await ticketOf(core.login({ phone, password }))
    const opened = await core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    expect(opened.user.id).toBe(caller.userId)
  })

  it('A315 of a registration and a code at once one account has it', async () => {
    const { core, store, ask } = await openCodes()
    const shown = await ask('login')
    const [registered, grant] = await Promise.allSettled([
      core.register({ phone, password }),
      core.loginWithCode(shown),
    ])
    expect(grant.status).toBe('fulfilled')
    const account = await store.findAccountByIdentity({ kind: 'phone', subject: `+86${phone}` })
    // Whichever came first: the one who has the phone is in, and by no password of another.
    expect(account?.credentials).toEqual([])
    if (registered.status === 'rejected') expect(registered.reason.code).toBe('phone_taken')
  })
})

describe('people of another application', () => {
  it.each([true, false])(
    'whose phones were proven there (%j) keep their password by that',
    async (proven) => {
      const { core, store, ask } = await openCodes()
      const { user } = await core.register({ phone: '13900139000', password })
      const account = await store.findAccount(user.id)
      const hash = account?.credentials[0]?.data ?? null
      const row = { ...imported('7'), passwordHash: hash }
      await core.createImport({ dryRun: false, proven }).add(row)
      await core.loginWithCode(await ask('login'))
      const again = await core.login({ phone, password }).catch((error) => error)
      expect(again).toMatchObject(proven ? { user: { id: '7' } } : failsWith('credentials_wrong'))
    },
  )
})

describe('a forgotten password', () => {
  it('A009 is set anew by a code, and every session ends', async () => {
    const { core, ask } = await openCodes()
    const before = await core.register({ phone, password })
    await core.resetPasswordWithCode({ ...(await ask('password_reset')), newPassword })
    expect(() => core.authenticate(before.accessToken)).toThrow(
      expect.objectContaining(failsWith('password_changed')),
    )
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    await core.login({ phone, password: newPassword })
    // The phone was proven by it: signing in by a code leaves the password.
    await core.loginWithCode(await ask('login'))
    await core.login({ phone, password: newPassword })
  })

  it('is the first one of an account that had none', async () => {
    const { core, ask } = await openCodes()
    await core.loginWithCode(await ask('login'))
    await core.resetPasswordWithCode({ ...(await ask('password_reset')), newPassword })
    await core.login({ phone, password: newPassword })
  })

  it('a password that may not be used uses no code up', async () => {
    const { core, ask } = await openCodes()
    const { user } = await core.register({ phone, password })
    await core.updateUser({ userId: user.id } as never, { name: 'Constantinople' })
    const shown = await ask('password_reset')
    for (const [weak, code] of [
      ['short', 'password_too_short'],
      ['password', 'password_common'],
      [`13800138000`, 'password_common'],
      ['constantinople', 'password_common'],
    ] as const) {
      const input = { ...shown, newPassword: weak }
      await expect(core.resetPasswordWithCode(input)).rejects.toMatchObject(failsWith(code))
    }
    await core.resetPasswordWithCode({ ...shown, newPassword })
  })

  it('is not set by a code of another purpose, nor for who is banned', async () => {
    const { core, ask } = await openCodes()
    const { user } = await core.register({ phone, password })
    const login = { ...(await ask('login')), newPassword }
    await expect(core.resetPasswordWithCode(login)).rejects.toMatchObject(failsWith('code_expired'))
    await core.ban(user.id)
    const shown = { ...(await ask('password_reset')), newPassword }
    await expect(core.resetPasswordWithCode(shown)).rejects.toMatchObject(failsWith('user_banned'))
  })
})

describe('what an account is found by', () => {
  it('is proven by a code, shown, added to and taken from', async () => {
    const { core, ask } = await openCodes()
    const { user, accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    expect(await core.identities(caller)).toMatchObject({
      identities: [{ kind: 'phone', subject: `+86${phone}`, verifiedAt: null }],
      hasPassword: true,
    })
    await core.addIdentity(caller, await ask('verify'))
    const added = await core.addIdentity(caller, await ask('verify', { email }))
    const { identities } = await core.identities(caller)
    expect(identities.map(({ kind, verifiedAt }) => [kind, verifiedAt === null])).toEqual([
      ['phone', false],
      ['email', false],
    ])
    expect(JSON.stringify(added.id)).not.toContain('example')
    expect((await core.loginWithCode(await ask('login', { email }))).user.id).toBe(user.id)
    // Nothing of it ended the password or the session that did it.
    expect(core.authenticate(accessToken).userId).toBe(user.id)
    await core.login({ email, password })
    await core.removeIdentity(caller, identities[0]?.id ?? '')
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    await core.login({ email, password })
  })

  it('A206 A010 what another account has is refused, whoever else proves it', async () => {
    const { core, ask } = await openCodes()
    await core.register({ phone: '13800138001', password })
    const { accessToken } = await core.loginWithCode(await ask('login'))
    const caller = core.authenticate(accessToken)
    const shown = await ask('verify', { phone: '13800138001' })
    await expect(core.addIdentity(caller, shown)).rejects.toMatchObject({
      code: 'identity_taken',
      data: undefined,
    })
    await core.login({ phone: '13800138001', password })
  })

  it('A314 nothing is added before something that the account has is proven', async () => {
    const { core, ask } = await openCodes()
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const shown = await ask('verify', { email })
    await expect(core.addIdentity(caller, shown)).rejects.toMatchObject(
      failsWith('identity_unproven'),
    )
    await core.addIdentity(caller, await ask('verify'))
    // The code was not used up by that.
    await core.addIdentity(caller, shown)
  })

  it('takes the place of what could have been proven and was not, and not of a username', async () => {
    const { core, ask } = await openCodes()
    const person = { ...imported('17'), username: 'zhang' }
    await core.createImport({ dryRun: false }).add(person)
    await core.setPassword('17', password)
    const { accessToken } = await core.login({ username: 'zhang', password })
    const answer = { ...(await ask('verify', { email })), replaceUnproven: true }
    await core.addIdentity(core.authenticate(accessToken), answer)
    const { identities } = await core.identitiesOf('17')
    expect(identities.map(({ kind }) => kind).sort()).toEqual(['email', 'username'])
  })

  it('stays where only a phone that was never proven would be left, and no password', async () => {
    const { core, ask } = await openCodes()
    await core.createImport({ dryRun: false }).add({ ...imported('17'), email })
    const { accessToken } = await core.loginWithCode(await ask('login', { email }))
    const caller = core.authenticate(accessToken)
    const { identities } = await core.identities(caller)
    const proven = identities.find(({ kind }) => kind === 'email')
    await expect(core.removeIdentity(caller, proven?.id ?? '')).rejects.toMatchObject(
      failsWith('last_identity'),
    )
    expect((await core.identities(caller)).identities).toEqual(identities)
  })

  it('takes the place of a phone that was never proven and is lost, which is anybody’s then', async () => {
    const { core, ask } = await openCodes()
    const { user, accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const answer = { ...(await ask('verify', { email })), replaceUnproven: true }
    await core.addIdentity(caller, answer)
    const { identities } = await core.identities(caller)
    expect(identities.map(({ subject }) => subject)).toEqual([email])
    expect((await core.login({ email, password })).user.id).toBe(user.id)
    expect((await core.loginWithCode(await ask('login'))).user.id).not.toBe(user.id)
  })

  it('A317 is added and taken away only by who has shown themselves lately', async () => {
    const { core, ask, advance } = await openCodes()
    const { accessToken } = await core.loginWithCode(await ask('login'))
    const caller = core.authenticate(accessToken)
    advance(16 * 60)
    const shown = await ask('verify', { email })
    await expect(core.addIdentity(caller, shown)).rejects.toMatchObject(
      failsWith('step_up_required'),
    )
    const { identities } = await core.identities(caller)
    await expect(core.removeIdentity(caller, identities[0]?.id ?? '')).rejects.toMatchObject(
      failsWith('step_up_required'),
    )
    const again = await core.verifyIdentityWithCode(caller, await ask('verify'))
    await core.addIdentity(core.authenticate(again.accessToken), await ask('verify', { email }))
  })

  it('A316 the last way in stays', async () => {
    const { core, ask } = await openCodes()
    const { accessToken } = await core.loginWithCode(await ask('login'))
    const caller = core.authenticate(accessToken)
    const [own] = (await core.identities(caller)).identities
    await expect(core.removeIdentity(caller, own?.id ?? '')).rejects.toMatchObject(
      failsWith('last_identity'),
    )
    await expect(core.removeIdentity(caller, 'x'.repeat(22))).rejects.toMatchObject(
      failsWith('not_found'),
    )
    const added = await core.addIdentity(caller, await ask('verify', { email }))
    const both = [own?.id ?? '', added.id].map((id) => core.removeIdentity(caller, id))
    const outcomes = await Promise.allSettled(both)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await core.identities(caller)).identities).toHaveLength(1)
  })

  it('shows nothing by what is not theirs, or not proven', async () => {
    const { core, ask } = await openCodes()
    await core.createImport({ dryRun: false }).add(imported('7', '13800138007'))
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    for (const whom of [{ phone }, { phone: '13800138007' }, { email }]) {
      const shown = await ask('verify', whom)
      await expect(core.verifyIdentityWithCode(caller, shown)).rejects.toMatchObject(
        failsWith('code_expired'),
      )
    }
  })
})
