import { describe, expect, it } from 'vitest'
import { ticketOf } from './authenticator.ts'
import { failsWith, password, start } from './open.ts'
import { addPasskey, url } from './passkey-scene.ts'
import { day, email, hour, login, recoveryScene } from './recovery-scene.ts'

const refused = failsWith('factor_recovery_refused')
const newPassword = 'another long phrase'

describe('second factors that were lost', () => {
  it('are removed by the same first factor 72 hours after that was asked for, and every session ends', async () => {
    const all = await recoveryScene()
    const { core, grant, caller, now, advance, due, begin, finish } = all
    await core.makeRecoveryCodes(caller)
    expect(await due()).toMatchObject({ recovery: 'offered' })
    const asked = await begin()
    expect(asked).toMatchObject({ askedAt: now(), from: now() + 72 * hour * 1000 })
    expect(await core.factorRecovery(caller)).toEqual(asked)
    advance(72 * hour - 1)
    expect(await due()).toMatchObject({ recovery: 'waiting' })
    await expect(finish()).rejects.toMatchObject(failsWith('factor_recovery_waiting'))
    advance(1)
    expect(await due()).toMatchObject({ recovery: 'ready' })
    const { session, user } = await finish()
    expect(session.amr).toEqual(['pwd'])
    expect(await core.factorsOf(user.id)).toEqual([])
    expect((await core.sessions(user.id)).map(({ id }) => id)).toEqual([session.id])
    await expect(core.refresh(grant.refreshToken)).rejects.toThrow()
    await core.login(login)
    const events = (await core.searchAudit({ userId: user.id })).items.map(({ event }) => event)
    expect(events).toEqual(expect.arrayContaining(['factor_recovered', 'factor_recovery_asked']))
  })

  it('are removed within seven days, or the wait begins anew', async () => {
    const { core, caller, advance, due, begin, finish } = await recoveryScene()
    const { from, until } = await begin()
    expect(until - from).toBe(7 * day * 1000)
    advance(3 * day + 7 * day)
    expect(await due()).toMatchObject({ recovery: 'offered' })
    await expect(finish()).rejects.toMatchObject(refused)
    const again = await begin()
    expect(again.from).toBe(until + 3 * day * 1000)
    expect(await core.factorsOf(caller.userId)).toHaveLength(1)
  })

  it('asked for again while it waits neither begins anew nor is shorter, and nobody is told twice', async () => {
    const { notices, advance, begin } = await recoveryScene()
    const first = await begin()
    advance(50 * hour)
    expect(await begin()).toEqual(first)
    expect(notices).toHaveLength(1)
  })

  it('where a factor is required, one is set up anew before anybody is in', async () => {
    const factorsRequiredFrom = start + day * 1000
    const all = await recoveryScene({ factorsRequired: 'all', factorsRequiredFrom })
    const { core, advance, begin, finish } = all
    await begin()
    advance(3 * day)
    const ticket = await ticketOf(finish(), 'factor_enrolment_required')
    expect(await core.countSessions()).toBe(0)
    expect(await core.beginTotpWithTicket(ticket)).toHaveProperty('secret')
  })

  it('a passkey goes as an authenticator does', async () => {
    const all = await recoveryScene({ passkeys: { url } })
    await addPasskey(all, all.grant)
    await all.begin()
    all.advance(3 * day)
    const { user } = await all.finish()
    expect(await all.core.factorsOf(user.id)).toEqual([])
  })
})

describe('everybody hears of it', () => {
  it('by all that is proven, at once, with a token that ends it and takes the account back', async () => {
    const { core, notices, advance, begin } = await recoveryScene({ hasMail: true })
    advance(4 * day)
    await begin()
    expect(notices.map(({ kind, channel }) => [kind, channel])).toEqual([
      ['factor_recovery', 'sms'],
      ['factor_recovery', 'email'],
    ])
    advance(71 * hour)
    const { resetToken } = await core.denyNotice(notices[1]?.token ?? '')
    await core.resetPassword(resetToken, newPassword)
    const ticket = await ticketOf(core.login({ ...login, password: newPassword }))
    advance(day)
    await expect(core.finishFactorRecovery(ticket)).rejects.toThrow()
    const later = await ticketOf(core.login({ ...login, password: newPassword }))
    await expect(core.finishFactorRecovery(later)).rejects.toMatchObject(refused)
  })

  it('however much they were told before: ten texts a day do not hush it', async () => {
    const { core, notices, caller, advance, begin } = await recoveryScene({ failuresPerPhone: 100 })
    for (let n = 0; n < 12; n += 1) {
      advance(hour)
      await core.ban(caller.userId)
      await core.unban(caller.userId)
      for (let turn = 0; turn < 9; turn += 1) await new Promise(setImmediate)
    }
    expect(notices.length).toBeLessThan(12)
    await begin()
    expect(notices.at(-1)?.kind).toBe('factor_recovery')
  })

  it('and where nobody could be told it does not begin: the next try may', async () => {
    const { core, caller, outage, begin } = await recoveryScene()
    outage.isOn = true
    await expect(begin()).rejects.toMatchObject(failsWith('unavailable'))
    expect(await core.factorRecovery(caller)).toBeNull()
    outage.isOn = false
    await begin()
  })

  it('so it is refused where no notices are sent, and where nothing is sent of this kind', async () => {
    const quiet = await recoveryScene({ notify: {} })
    expect(await quiet.due()).not.toHaveProperty('recovery')
    await expect(quiet.begin()).rejects.toMatchObject(refused)
    const silent = await recoveryScene({ notify: { sms: async () => false } })
    await expect(silent.begin()).rejects.toMatchObject(failsWith('unavailable'))
    expect(await silent.core.factorRecovery(silent.caller)).toBeNull()
  })

  it('and once it was cancelled it begins at most once a day', async () => {
    const { core, caller, advance, begin, notices } = await recoveryScene()
    await begin()
    await core.cancelFactorRecovery(caller)
    await core.cancelFactorRecovery(caller)
    expect(await core.factorRecovery(caller)).toBeNull()
    await expect(begin()).rejects.toMatchObject(failsWith('too_many_requests'))
    expect(await core.factorRecovery(caller)).toBeNull()
    advance(day)
    await begin()
    expect(notices).toHaveLength(2)
  })
})

describe('who reads a mail or has a phone alone takes no factor away', () => {
  it('a code that signs in does not count as the channel that is told', async () => {
    const { core, ask, due } = await recoveryScene()
    const asked = await due(core.loginWithCode(await ask('login')))
    expect(asked).not.toHaveProperty('recovery')
    const recovering = core.askFactorRecovery(asked.ticket ?? '')
    await expect(recovering).rejects.toMatchObject(refused)
  })

  it('where there is another channel it begins, and fails where that one cannot be told', async () => {
    const all = await recoveryScene({ hasMail: true })
    const byCode = async () => all.ticket(all.core.loginWithCode(await all.ask('login', { email })))
    all.outage.isOn = true
    const unheard = all.core.askFactorRecovery(await byCode())
    await expect(unheard).rejects.toMatchObject(failsWith('unavailable'))
    all.outage.isOn = false
    await all.core.askFactorRecovery(await byCode())
    expect(all.notices.map(({ channel }) => channel)).toEqual(['sms', 'email'])
  })

  it('a password that a code or a link set anew is worth no more than the code was', async () => {
    const all = await recoveryScene()
    const body = { ...(await all.ask('password_reset')), newPassword }
    await all.core.resetPasswordWithCode(body)
    const asked = await all.due(all.core.login({ ...login, password: newPassword }))
    expect(asked).not.toHaveProperty('recovery')
    const { resetToken } = await all.core.requestPasswordReset(all.caller.userId)
    await all.core.resetPassword(resetToken, password)
    expect(await all.due()).not.toHaveProperty('recovery')
    const told = await recoveryScene({ hasMail: true })
    await told.core.setPassword(told.caller.userId, newPassword)
    const offered = await told.due(told.core.login({ ...login, password: newPassword }))
    expect(offered).toMatchObject({ recovery: 'offered' })
  })

  it('whoever finishes shows the first factor that asked, and no other', async () => {
    const all = await recoveryScene({ hasMail: true })
    await all.begin()
    all.advance(3 * day)
    const byCode = async () => all.core.loginWithCode(await all.ask('login', { email }))
    expect(await all.due(byCode())).toMatchObject({ recovery: 'other_way' })
    await expect(all.finish(byCode())).rejects.toMatchObject(refused)
    await all.finish()
  })
})

describe('it ends', () => {
  it('with a factor that is shown, at the door or at a step-up', async () => {
    for (const show of ['at the door', 'at a step-up', 'by a passkey']) {
      const all = await recoveryScene({ passkeys: { url } })
      const { core, app, advance, begin, ticket } = all
      const { caller, device } = await addPasskey(all, all.grant)
      await begin()
      advance(3 * day)
      const shown = { kind: 'totp', code: app.code() } as const
      if (show === 'at the door') await core.loginWithFactor({ ticket: await ticket(), ...shown })
      else if (show === 'at a step-up') {
        const { accessToken } = await core.signIn(caller.userId)
        await core.verifyIdentityWithFactor(core.authenticate(accessToken), shown)
      } else {
        await core.loginWithPasskey({ credential: device.get(await core.beginPasskeyLogin()) })
      }
      await expect(all.finish(), show).rejects.toMatchObject(refused)
    }
  })

  it('with another password, a ban, the end of all sessions', async () => {
    const acts: Readonly<
      Record<string, (all: Awaited<ReturnType<typeof recoveryScene>>) => unknown>
    > = {
      'another password': ({ core, caller }) =>
        core.changePassword(caller, { password, newPassword }),
      'a password that is set': ({ core, caller }) => core.setPassword(caller.userId, password),
      'a ban': async ({ core, caller }) => {
        await core.ban(caller.userId)
        await core.unban(caller.userId)
      },
      'the end of all sessions': ({ core, caller }) => core.kickOut(caller.userId),
      'other recovery codes': ({ core, caller }) => core.makeRecoveryCodes(caller),
    }
    for (const [name, act] of Object.entries(acts)) {
      const all = await recoveryScene({ stepUpSeconds: 30 * day })
      await all.begin()
      await act(all)
      all.advance(3 * day)
      const word = name === 'another password' ? newPassword : password
      const finishing = all.finish(all.core.login({ ...login, password: word }))
      await expect(finishing, name).rejects.toMatchObject(refused)
      expect(await all.core.factorsOf(all.caller.userId), name).not.toHaveLength(0)
    }
  })
})

describe('it is not for', () => {
  it('whoever has a role that asks for a factor, unless that is set, also one given meanwhile', async () => {
    const all = await recoveryScene()
    await all.begin()
    await all.core.updateManagedUser(all.caller.userId, { roles: ['admin'] })
    all.advance(3 * day)
    await expect(all.finish()).rejects.toMatchObject(refused)
    const allowed = await recoveryScene({ factorRecoveryOfRoles: true })
    await allowed.core.updateManagedUser(allowed.caller.userId, { roles: ['admin'] })
    expect(await allowed.due()).toMatchObject({ recovery: 'offered' })
  })

  it('anybody where it is off, and as long as is set where it is on', async () => {
    const off = await recoveryScene({ factorRecoveryHours: 0 })
    await expect(off.begin()).rejects.toMatchObject(refused)
    const short = await recoveryScene({ factorRecoveryHours: 24 })
    const { askedAt, from } = await short.begin()
    expect(from - askedAt).toBe(day * 1000)
    await expect(recoveryScene({ factorRecoveryHours: -1 })).rejects.toThrow(TypeError)
  })

  it('a ticket that was used, and one of another kind', async () => {
    const { core, ticket } = await recoveryScene()
    const text = await ticket()
    await core.askFactorRecovery(text)
    for (const used of [core.askFactorRecovery(text), core.finishFactorRecovery(text)]) {
      await expect(used).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    }
  })
})
