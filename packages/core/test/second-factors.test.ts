import { pbkdf2Sync } from 'node:crypto'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CoreOptions, createCore, type Store } from '../src/index.ts'
import { authenticatorOf, enrol, ticketOf, wrongCode } from './authenticator.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, open, password, phone, secrets } from './open.ts'
import { storedHash, storeHash } from './stored-hash.ts'

/** Somebody with an authenticator, half a minute after it was confirmed. */
async function opened(options: Parameters<typeof open>[0] = {}) {
  const all = await open(options)
  const enrolled = await enrol(all, await all.core.register({ phone, password }))
  all.advance(30)
  const login = (more: object = {}, origin: object = {}) =>
    all.core.login({ phone, password, ...more }, origin)
  const answer = (ticket: string, code: string) =>
    all.core.loginWithFactor({ ticket, kind: 'totp', code })
  return { ...all, ...enrolled, login, answer }
}

describe('a login that needs more', () => {
  it('ends at the factor and opens a session when it is shown, which says how it was signed in', async () => {
    const { core, login, answer, app, grant } = await opened()
    const origin = { device: 'a phone', address: '192.0.2.9', deviceKind: 'app' }
    const ticket = await ticketOf(login({}, origin))
    expect(await core.sessions(grant.user.id)).toHaveLength(1)
    const opening = await answer(ticket, app.code())
    expect(opening.session).toMatchObject({ ...origin, amr: ['pwd', 'otp', 'mfa'] })
    expect(await core.verifyToken(opening.accessToken)).toMatchObject({ id: grant.user.id })
  })

  it('says by what it is answered and for how long, and no more', async () => {
    const { core, login, caller } = await opened()
    const due = { ticket: expect.any(String), kinds: 'totp', expires_in: '120' }
    await expect(login()).rejects.toMatchObject({ code: 'factor_required', data: due })
    await core.makeRecoveryCodes(caller)
    await expect(login()).rejects.toMatchObject({ data: { kinds: 'totp recovery_codes' } })
    await expect(login({ password: 'wrong' })).rejects.toMatchObject(failsWith('credentials_wrong'))
  })

  it('A350 a ticket opens one session, and nothing else than the second step', async () => {
    const { core, login, answer, app, advance } = await opened()
    const ticket = await ticketOf(login())
    expect(() => core.authenticate(ticket)).toThrow()
    await expect(core.refresh(ticket)).rejects.toMatchObject(failsWith('token_invalid'))
    await answer(ticket, app.code())
    advance(30)
    const again = answer(ticket, app.code())
    await expect(again).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    for (const text of ['', 'x', `${ticket}x`, ticket.replace('zf1', 'zd1')]) {
      const forged = answer(text, app.code())
      await expect(forged).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    }
  })

  it('A350 a ticket is over after two minutes, and with a change of the password', async () => {
    const { core, login, answer, app, advance, grant } = await opened()
    const late = await ticketOf(login())
    advance(119)
    const inTime = await ticketOf(login())
    advance(1)
    await expect(answer(late, app.code())).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    await core.setPassword(grant.user.id, 'another long phrase')
    const stale = answer(inTime, app.code())
    await expect(stale).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
  })

  it('A350 of many answers to one ticket at once one opens a session', async () => {
    const { core, login, answer, app, grant } = await opened()
    const ticket = await ticketOf(login())
    const all = await Promise.allSettled([1, 2, 3].map(() => answer(ticket, app.code())))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await core.sessions(grant.user.id)).toHaveLength(2)
  })

  it('A350 a ticket of one account takes the factor of no other', async () => {
    const { core, now, login, answer, advance } = await opened()
    const other = await enrol(
      { core, now },
      await core.register({ phone: '13900139000', password }),
    )
    advance(30)
    const crossed = answer(await ticketOf(login()), other.app.code())
    await expect(crossed).rejects.toMatchObject(failsWith('code_wrong'))
  })

  it('the failures of the password are forgiven when the factor is shown, and not before', async () => {
    const { login, answer, app, advance } = await opened({ failuresPerPhone: 3 })
    const wrong = () => login({ password: 'wrong' }).catch(({ code }) => code)
    await wrong()
    await wrong()
    for (let n = 0; n < 5; n += 1) await ticketOf(login())
    expect(await wrong()).toBe('credentials_wrong')
    expect(await wrong()).toBe('too_many_requests')
    advance(3600)
    await wrong()
    await wrong()
    await answer(await ticketOf(login()), app.code())
    expect([await wrong(), await wrong(), await wrong()]).not.toContain('too_many_requests')
  })

  it('a password hash from elsewhere is renewed though the session waits', async () => {
    const { store, login, grant } = await opened()
    const old = `pbkdf2:sha256:1$salt$${pbkdf2Sync(password, 'salt', 1, 32, 'sha256').toString('hex')}`
    await storeHash(store, grant.user.id, old)
    await ticketOf(login())
    expect(await storedHash(store, grant.user.id)).toMatch(/^\$argon2id\$/)
  })
})

describe('guesses at a second factor', () => {
  it('A352 five wrong codes end a ticket, and the owner is told', async () => {
    const { core, login, answer, app } = await opened()
    const ticket = await ticketOf(login())
    const told: string[] = []
    core.on('*', ({ event }) => told.push(event))
    const lefts: unknown[] = []
    for (let n = 0; n < 5; n += 1) {
      lefts.push(await answer(ticket, wrongCode(app)).catch(({ data }) => data.tries_left))
    }
    expect(lefts).toEqual(['4', '3', '2', '1', '0'])
    const right = answer(ticket, app.code())
    await expect(right).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    expect(told.filter((event) => event === 'factor_failed')).toHaveLength(5)
    expect(told.filter((event) => event === 'factor_guessed')).toHaveLength(1)
  })

  it('A352 of fifty guesses at once as many are looked at as there are tries', async () => {
    const { login, answer, app } = await opened()
    const ticket = await ticketOf(login())
    const all = await Promise.all(
      Array.from({ length: 50 }, () => answer(ticket, wrongCode(app)).catch(({ code }) => code)),
    )
    expect(all.filter((code) => code === 'code_wrong')).toHaveLength(5)
  })

  it('A352 A362 ten an hour to an account, while a device of its owner goes on', async () => {
    const { login, answer, app, advance, grant } = await opened()
    const { deviceToken } = await answer(await ticketOf(login()), app.code())
    advance(30)
    const guess = async () => answer(await ticketOf(login()), wrongCode(app)).catch((e) => e.code)
    for (let n = 0; n < 10; n += 1) expect(await guess()).toBe('code_wrong')
    expect(await guess()).toBe('too_many_requests')
    const stranger = answer(await ticketOf(login()), app.code())
    await expect(stranger).rejects.toMatchObject(failsWith('too_many_requests'))
    const owner = await answer(await ticketOf(login({ deviceToken })), app.code())
    expect(owner.user.id).toBe(grant.user.id)
    advance(3600)
    await answer(await ticketOf(login()), app.code())
  })

  it('what no code can be costs no try', async () => {
    const { login, answer, app } = await opened()
    const ticket = await ticketOf(login())
    for (const code of ['', '12345', '1234567', 'abcdef', '１２３', 'x'.repeat(64)]) {
      await expect(answer(ticket, code)).rejects.toMatchObject(failsWith('code_wrong'))
    }
    const [a = '', b = ''] = [app.code().slice(0, 3), app.code().slice(3)]
    await answer(ticket, ` ${a} ${b} `)
  })

  it('a kind that nobody has is refused by name', async () => {
    const { core, login } = await opened()
    const ticket = await ticketOf(login())
    const asked = core.loginWithFactor({ ticket, kind: 'password' as 'totp', code: '123456' })
    await expect(asked).rejects.toMatchObject(failsWith('invalid_request'))
  })
})

describe('an authenticator', () => {
  it('A352 its code is right once, and one of an earlier step not after a later one', async () => {
    const { login, answer, app, advance } = await opened()
    await answer(await ticketOf(login()), app.code(1))
    for (const steps of [1, 0, -1]) {
      const used = answer(await ticketOf(login()), app.code(steps))
      await expect(used, String(steps)).rejects.toMatchObject(failsWith('code_wrong'))
    }
    advance(60)
    await answer(await ticketOf(login()), app.code())
  })

  it('A352 the code that confirmed it is used by that', async () => {
    const all = await open()
    const { app } = await enrol(all, await all.core.register({ phone, password }))
    const ticket = await ticketOf(all.core.login({ phone, password }))
    const used = all.core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    await expect(used).rejects.toMatchObject(failsWith('code_wrong'))
  })

  it('A352 a clock may be one step off, and no more', async () => {
    const { login, answer, app, advance } = await opened()
    advance(300)
    for (const steps of [-2, 2]) {
      const off = answer(await ticketOf(login()), app.code(steps))
      await expect(off, String(steps)).rejects.toMatchObject(failsWith('code_wrong'))
    }
    for (const steps of [-1, 0, 1]) await answer(await ticketOf(login()), app.code(steps))
  })

  it('its secret is shown at the enrolment alone, and is no text in the store', async () => {
    const { core, store, now } = await open({ totpIssuer: 'My: Site' })
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const { enrolment, secret, uri } = await core.beginTotp(caller)
    expect(uri).toContain('otpauth://totp/')
    const asked = new URL(uri)
    expect(asked.searchParams.get('secret')).toBe(secret)
    expect(asked.searchParams.get('issuer')).toBe('My  Site')
    expect(decodeURIComponent(asked.pathname)).toContain('My  Site:+8613800138000')
    const app = authenticatorOf(secret, now)
    const grant = await core.confirmTotp(caller, { enrolment, code: app.code() })
    const known = await store.findAccount(grant.user.id)
    expect(JSON.stringify(known)).not.toContain(secret)
    const shown = JSON.stringify([await core.factors(caller), core.views.grant(grant)])
    expect(shown).not.toMatch(/secret|zo1/)
  })

  it('A354 an enrolment that was never finished counts for nothing', async () => {
    const { core, advance, now } = await open()
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const { enrolment, secret } = await core.beginTotp(caller)
    expect(await core.factors(caller)).toEqual([])
    await core.login({ phone, password })
    const app = authenticatorOf(secret, now)
    const wrong = core.confirmTotp(caller, { enrolment, code: wrongCode(app) })
    await expect(wrong).rejects.toMatchObject(failsWith('code_wrong'))
    advance(600)
    const late = core.confirmTotp(caller, { enrolment, code: app.code() })
    await expect(late).rejects.toMatchObject(failsWith('enrolment_invalid'))
    await core.login({ phone, password })
  })

  it('A354 an enrolment is for the session that began it, and for one that was verified lately', async () => {
    const { core, advance, now } = await open()
    const one = core.authenticate((await core.register({ phone, password })).accessToken)
    const other = core.authenticate((await core.login({ phone, password })).accessToken)
    const { enrolment, secret } = await core.beginTotp(one)
    const app = authenticatorOf(secret, now)
    const foreign = core.confirmTotp(other, { enrolment, code: app.code() })
    await expect(foreign).rejects.toMatchObject(failsWith('enrolment_invalid'))
    advance(15 * 60 + 1)
    for (const stolen of [
      core.beginTotp(other),
      core.confirmTotp(other, { enrolment, code: app.code() }),
    ]) {
      await expect(stolen).rejects.toMatchObject(failsWith('step_up_required'))
    }
  })

  it('what was opened without it ends when it is confirmed', async () => {
    const all = await open()
    const before = await all.core.register({ phone, password })
    const mine = await all.core.login({ phone, password })
    const { grant } = await enrol(all, mine)
    for (const { refreshToken } of [before, mine]) {
      await expect(all.core.refresh(refreshToken)).rejects.toThrow()
    }
    expect(grant.session.amr).toEqual(['pwd', 'otp', 'mfa'])
    await all.core.refresh(grant.refreshToken)
  })

  it('another takes the place of the first', async () => {
    const { core, now, advance, app, caller, login, answer } = await opened()
    const { enrolment, secret } = await core.beginTotp(caller)
    const next = authenticatorOf(secret, now)
    await core.confirmTotp(caller, { enrolment, code: next.code() })
    advance(30)
    const old = answer(await ticketOf(login()), app.code())
    await expect(old).rejects.toMatchObject(failsWith('code_wrong'))
    await answer(await ticketOf(login()), next.code())
  })

  it('nobody enrols on an account whose phone they never proved, where codes are sent', async () => {
    const { core } = await openCodes()
    const { accessToken } = await core.register({ phone, password })
    const begun = core.beginTotp(core.authenticate(accessToken))
    await expect(begun).rejects.toMatchObject(failsWith('identity_unproven'))
  })

  it('its secret is sealed anew when a newer secret comes first, and opens under no other', async () => {
    const { store, app, now, advance, grant } = await opened()
    const other = importSecrets('bY7tG4nM1qS9xD6wF3hJ8kL5vC2zP0rE-next')
    const kept = async () =>
      (await store.findAccount(grant.user.id))?.credentials.find(({ kind }) => kind === 'totp')
        ?.data
    const before = await kept()
    const issueFormat = encryptedFormat(other)
    const signInUnder = async (ring: CoreOptions['secrets']) => {
      const times = { clock: now, monotonic: now }
      const common = { ...times, passwords: cheapHashes, store: lasting(store), issueFormat }
      const core = await createCore({ ...common, secrets: ring })
      onTestFinished(() => core.close())
      const ticket = await ticketOf(core.login({ phone, password }))
      return core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    }
    await expect(signInUnder(other)).rejects.toMatchObject(failsWith('code_wrong'))
    expect(await kept()).toBe(before)
    await signInUnder([...other, ...secrets])
    expect(await kept()).not.toBe(before)
    advance(30)
    await signInUnder(other)
  })
})

/** The same store, which several cores close. */
function lasting(store: Store): Store {
  return { ...store, close: async () => undefined }
}

it('how many factors were taken away is told', async () => {
  const { core, caller } = await opened()
  await core.makeRecoveryCodes(caller)
  expect(await core.removeFactors(caller.userId)).toBe(2)
  expect(await core.removeFactors(caller.userId)).toBe(0)
})
