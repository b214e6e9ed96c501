import { describe, expect, it } from 'vitest'
import { enrol, ticketOf, wrongCode } from './authenticator.ts'
import { failsWith, open, password, phone } from './open.ts'

async function opened() {
  const all = await open()
  const enrolled = await enrol(all, await all.core.register({ phone, password }))
  const codes = await all.core.makeRecoveryCodes(enrolled.caller)
  const login = async (code: string) => {
    const ticket = await ticketOf(all.core.login({ phone, password }))
    return all.core.loginWithFactor({ ticket, kind: 'recovery_codes', code })
  }
  return { ...all, ...enrolled, codes, login }
}

describe('recovery codes', () => {
  it('A353 are ten, each right once, however it is typed', async () => {
    const { core, caller, codes, login } = await opened()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/)
    const [one = '', two = '', three = ''] = codes
    await login(one)
    await expect(login(one)).rejects.toMatchObject(failsWith('code_wrong'))
    await login(` ${two.toUpperCase().replace('-', ' ')} `)
    await expect(login(two)).rejects.toMatchObject(failsWith('code_wrong'))
    await login(three.replace('-', '').replaceAll('0', 'O').replaceAll('1', 'l'))
    const [, left] = await core.factors(caller)
    expect(left).toMatchObject({ kind: 'recovery_codes', left: 7 })
  })

  it('A353 those before new ones are right no more', async () => {
    const { core, caller, codes, login } = await opened()
    const [next = ''] = await core.makeRecoveryCodes(caller)
    for (const code of codes.slice(0, 5)) {
      await expect(login(code)).rejects.toMatchObject(failsWith('code_wrong'))
    }
    await login(next)
  })

  it('each use is on the record, with no code in it', async () => {
    const { core, codes, login, grant } = await opened()
    await login(codes[0] ?? '')
    const { items } = await core.searchAudit({ userId: grant.user.id })
    expect(items.map(({ event }) => event)).toContain('recovery_code_used')
    expect(JSON.stringify(items)).not.toContain(codes[0])
  })

  it('are kept as MACs, and belong to one account', async () => {
    const all = await opened()
    const other = await enrol(all, await all.core.register({ phone: '13900139000', password }))
    await all.core.makeRecoveryCodes(other.caller)
    const ticket = await ticketOf(all.core.login({ phone: '13900139000', password }))
    const foreign = { ticket, kind: 'recovery_codes', code: all.codes[0] ?? '' } as const
    await expect(all.core.loginWithFactor(foreign)).rejects.toMatchObject(failsWith('code_wrong'))
    const kept = JSON.stringify(await all.store.findAccount(all.grant.user.id))
    for (const code of all.codes) {
      expect(kept).not.toContain(code)
      expect(kept).not.toContain(code.replace('-', ''))
    }
  })

  it('are for whoever has a factor that they stand for, and showed it lately', async () => {
    const { core, advance, caller } = await opened()
    const none = await core.register({ phone: '13900139000', password })
    const without = core.makeRecoveryCodes(core.authenticate(none.accessToken))
    await expect(without).rejects.toMatchObject(failsWith('factor_missing'))
    advance(15 * 60 + 1)
    await expect(core.makeRecoveryCodes(caller)).rejects.toMatchObject(
      failsWith('step_up_required'),
    )
  })

  it('go with the last factor that they stood for', async () => {
    const { core, caller } = await opened()
    const [totp] = await core.factors(caller)
    await core.removeFactor(caller, totp?.id ?? '')
    expect(await core.factors(caller)).toEqual([])
    await core.login({ phone, password })
  })
})

describe('step-up of an account with a second factor', () => {
  it('A355 A359 is the factor alone: the password and a stolen session take nothing away', async () => {
    const { core, caller, grant, advance, app } = await opened()
    advance(15 * 60 + 1)
    const [totp] = await core.factors(caller)
    const id = totp?.id ?? ''
    const byPassword = core.verifyIdentity(caller, password)
    await expect(byPassword).rejects.toMatchObject(failsWith('factor_required'))
    await expect(core.removeFactor(caller, id)).rejects.toMatchObject(failsWith('step_up_required'))
    const guessed = core.verifyIdentityWithFactor(caller, { kind: 'totp', code: wrongCode(app) })
    await expect(guessed).rejects.toMatchObject(failsWith('code_wrong'))
    const shown = { kind: 'totp', code: app.code() } as const
    const { accessToken } = await core.verifyIdentityWithFactor(caller, shown)
    expect(() => core.authenticate(grant.accessToken)).toThrow()
    await core.removeFactor(core.authenticate(accessToken), id)
  })

  it('a change of the password asks for it, and shows it to nothing else', async () => {
    const { core, caller, advance, app } = await opened()
    const change = { password, newPassword: 'another long phrase' }
    advance(14 * 60)
    const { grant } = await core.changePassword(caller, change)
    advance(2 * 60)
    const now = core.authenticate(grant.accessToken)
    const late = core.makeRecoveryCodes(now)
    await expect(late).rejects.toMatchObject(failsWith('step_up_required'))
    const back = { password: 'another long phrase', newPassword: password }
    await expect(core.changePassword(now, back)).rejects.toMatchObject(
      failsWith('step_up_required'),
    )
    const shown = { kind: 'totp', code: app.code() } as const
    const { accessToken } = await core.verifyIdentityWithFactor(now, shown)
    await core.changePassword(core.authenticate(accessToken), back)
  })

  it('ten guesses an hour to a session', async () => {
    const { core, caller, app } = await opened()
    const guess = () =>
      core
        .verifyIdentityWithFactor(caller, { kind: 'totp', code: wrongCode(app) })
        .catch(({ code }) => code)
    for (let n = 0; n < 10; n += 1) expect(await guess()).toBe('code_wrong')
    expect(await guess()).toBe('too_many_requests')
  })
})
