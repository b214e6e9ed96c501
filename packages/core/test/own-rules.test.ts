import { describe, expect, it } from 'vitest'
import type { LoginAsked, RegistrationAsked } from '../src/index.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, imported, password, phone } from './open.ts'

const trialOver = { code: 'trial_over', zh: '试用期已结束', en: 'The trial is over' }
const refusal = { code: 'refused', message: 'The trial is over', data: { code: 'trial_over' } }
const origin = { address: '192.0.2.1', device: 'a phone', deviceKind: 'app' } as const

/** A core whose rules answer what the test says at the moment. */
async function openWithRules() {
  const rules = { login: (): unknown => null, register: (): unknown => null }
  const logins: LoginAsked[] = []
  const registrations: RegistrationAsked[] = []
  const reports: unknown[] = []
  const opened = await openCodes({
    storeTimeoutMilliseconds: 200,
    report: (error) => void reports.push(error),
    beforeLogin: async (asked) => {
      logins.push(asked)
      return rules.login() as null
    },
    beforeRegister: (asked) => {
      registrations.push(asked)
      return rules.register() as null
    },
  })
  return { ...opened, rules, logins, registrations, reports }
}

describe('beforeLogin', () => {
  it('is asked at every way to a session, and none opens where it refuses', async () => {
    const { core, ask, rules, logins } = await openWithRules()
    const { user, refreshToken } = await core.register({ phone, password }, origin)
    expect(logins).toEqual([{ user, ...origin, amr: ['pwd'] }])
    rules.login = () => trialOver
    const other = '13800138001'
    const ways = {
      password: () => core.login({ phone, password }, origin),
      tutorial: () => core.tutorialLogin({ phone, password }),
      code: async () => core.loginWithCode(await ask('login')),
      'a code of somebody new': async () =>
        core.loginWithCode(await ask('login', { phone: '13800138002' })),
      registering: () => core.register({ phone: other, password }),
      createToken: () => core.createToken(user.id),
      signIn: () => core.signIn(user.id, { amr: ['hwk'] }),
    }
    for (const [name, way] of Object.entries(ways)) {
      const asked = logins.length
      await expect(way(), name).rejects.toMatchObject(refusal)
      expect(logins.length, name).toBe(asked + 1)
    }
    expect(await core.sessions(user.id)).toHaveLength(0)
    const { items } = await core.searchAudit({ event: 'login' })
    expect(items).toHaveLength(1)
    // The first proof of the phone has ended the session of before; one goes on without being asked.
    rules.login = () => null
    const grant = await core.loginWithCode(await ask('login'))
    rules.login = () => trialOver
    await core.refresh(grant.refreshToken)
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('password_changed'))
  })

  it('tells strangers nothing, and counts no guess', async () => {
    const { core, rules, logins } = await openWithRules()
    const { user } = await core.register({ phone, password })
    rules.login = () => trialOver
    logins.length = 0
    for (const given of [
      { phone, password: 'not the password' },
      { phone: '13800138009', password },
    ]) {
      await expect(core.login(given)).rejects.toMatchObject(failsWith('credentials_wrong'))
    }
    expect(logins).toEqual([])
    for (let n = 0; n < 15; n += 1) {
      await expect(core.login({ phone, password })).rejects.toMatchObject(refusal)
    }
    rules.login = () => null
    expect((await core.login({ phone, password })).user.id).toBe(user.id)
  })

  it.each([
    ['throws', () => Promise.reject(new Error('a secret of the application'))],
    ['gives true', () => true],
    ['gives a text', () => 'trial_over'],
    ['gives a code that is none', () => ({ ...trialOver, code: 'Trial over' })],
    ['gives no words', () => ({ code: 'trial_over' })],
    ['never answers', () => new Promise(() => undefined)],
  ])('lets nobody in where it %s, and somebody hears of it', async (_, rule) => {
    const { core, rules, reports } = await openWithRules()
    const { user } = await core.register({ phone, password })
    rules.login = rule
    const failure = await core.login({ phone, password }).catch((error) => error)
    expect(failure).toMatchObject(failsWith('unavailable'))
    expect(String(failure.cause)).not.toContain('secret of the application')
    expect(reports).toHaveLength(1)
    expect(await core.sessions(user.id)).toHaveLength(1)
  })

  it('is given a copy: what it does to a user stays with it', async () => {
    const { core, rules, logins } = await openWithRules()
    await core.register({ phone, password })
    rules.login = () => {
      Object.assign(logins.at(-1)?.user ?? {}, { id: 'somebody else', roles: ['admin'] })
      return null
    }
    expect((await core.login({ phone, password })).user).toMatchObject({ roles: [] })
  })
})

describe('beforeRegister', () => {
  it('is asked before an account is made, by a password or by a code, and none is made', async () => {
    const { core, ask, rules, registrations } = await openWithRules()
    rules.register = () => trialOver
    const email = 'san@example.com'
    await expect(core.register({ phone, password, name: '张三' }, origin)).rejects.toMatchObject(
      refusal,
    )
    await expect(core.loginWithCode(await ask('login', { email }))).rejects.toMatchObject(refusal)
    expect(registrations).toEqual([
      { phone: `+86${phone}`, email: null, name: '张三', address: '192.0.2.1', device: 'a phone' },
      { phone: null, email, name: null, address: null, device: null },
    ])
    expect(await core.listUsers({ after: null, limit: 9 })).toEqual([])
  })

  it('answers the same whether somebody has the phone', async () => {
    const { core, rules } = await openWithRules()
    await core.register({ phone, password })
    rules.register = () => trialOver
    await expect(core.register({ phone, password })).rejects.toMatchObject(refusal)
  })

  it('is not asked for somebody who has an account, nor for those whom others add', async () => {
    const { core, ask, rules, registrations } = await openWithRules()
    rules.register = () => trialOver
    await core.createUser({ phone, password })
    await core.createImport({ dryRun: false }).add(imported('7', '+8613800138007'))
    expect((await core.loginWithCode(await ask('login'))).user.phone).toBe(`+86${phone}`)
    expect(registrations).toEqual([])
  })

  it('that is no function is refused when ztoken is made', async () => {
    await expect(openCodes({ beforeRegister: true as never })).rejects.toThrow(TypeError)
  })
})
