import { publicFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import type { Caller, ClaimsAsked, Grant, User } from '../src/index.ts'
import { authenticatorOf, enrol, ticketOf } from './authenticator.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, flask, open, password, phone, secrets } from './open.ts'

const acme = { tenant: 'acme', plan: 3, trial: false }
const origin = { address: '192.0.2.1', device: 'a phone', deviceKind: 'app' } as const
const newPassword = 'another long phrase'

/** A core whose application says in its tokens what the test wants at the moment. */
async function openSaying() {
  const application = { says: (): unknown => acme }
  const asked: { user: User; how: ClaimsAsked }[] = []
  const reports: unknown[] = []
  const opened = await open({
    storeTimeoutMilliseconds: 200,
    report: (error) => void reports.push(error),
    claims: async (user, how) => {
      asked.push({ user, how })
      return application.says() as typeof acme
    },
  })
  const said = ({ accessToken }: Pick<Grant, 'accessToken'>) =>
    opened.core.authenticate(accessToken).claims
  return { ...opened, application, asked, reports, said }
}

describe('claims of the application', () => {
  it('are in every access token, however somebody signs in and goes on', async () => {
    const { core, asked, said, advance, now } = await openSaying()
    const first = await core.register({ phone, password }, origin)
    const { user, session } = first
    const how = { sessionId: session.id, amr: ['pwd'], ...origin }
    expect(asked).toEqual([{ user, how }])
    const ways: Record<string, () => Promise<Pick<Grant, 'accessToken'>>> = {
      password: () => core.login({ phone, password }),
      signIn: () => core.signIn(user.id, { amr: ['hwk'] }),
      createToken: async () => ({ accessToken: await core.createToken(user.id) }),
      refresh: async () => core.refresh((await core.login({ phone, password })).refreshToken),
    }
    for (const [name, way] of Object.entries(ways)) {
      const before = asked.length
      expect(said(await way()), name).toEqual(acme)
      expect(asked.length, name).toBeGreaterThan(before)
    }
    const renewed = await core.verifyIdentity(callerOf(await core.signIn(user.id)), password)
    expect(said(renewed)).toEqual(acme)
    const changed = await core.changePassword(callerOf(renewed), { password, newPassword })
    expect(said(changed.grant)).toEqual(acme)
    const { grant, app } = await enrol({ core, now }, changed.grant)
    expect(said(grant)).toEqual(acme)
    advance(30)
    const ticket = await ticketOf(core.login({ phone, password: newPassword }))
    const shown = await core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    expect(said(shown)).toEqual(acme)

    function callerOf({ accessToken }: Grant): Caller {
      return core.authenticate(accessToken)
    }
  })

  it('are in the tokens of whoever signs in with a code, also of somebody new', async () => {
    const { core, ask } = await openCodes({ claims: () => acme })
    await core.register({ phone, password })
    for (const whom of [{ phone }, { phone: '13800138002' }]) {
      const { accessToken } = await core.loginWithCode(await ask('login', whom))
      expect(core.authenticate(accessToken).claims).toEqual(acme)
    }
  })

  it('are in a token of another lifetime, too', async () => {
    const { core, said } = await openSaying()
    const { access_token: accessToken } = core.views.shortGrant(
      await core.register({ phone, password }),
      60,
    )
    expect(said({ accessToken })).toEqual(acme)
  })

  it('are what the application said when the token was issued, until the next refresh', async () => {
    const { core, application, said } = await openSaying()
    const grant = await core.register({ phone, password })
    application.says = () => ({ plan: 4 })
    expect(said(grant)).toEqual(acme)
    expect(said(await core.refresh(grant.refreshToken))).toEqual({ plan: 4 })
    application.says = () => undefined
    const bare = await core.refresh(grant.refreshToken)
    expect(said(bare)).toEqual({})
    expect(core.inspectToken(bare.accessToken).claims).not.toHaveProperty('ext')
  })

  it('are shown to operators who look into a token', async () => {
    const { core } = await openSaying()
    const { accessToken } = await core.register({ phone, password })
    expect(core.inspectToken(accessToken).claims).toMatchObject({ ext: acme })
  })

  it('are typed by whoever knows their names, and empty where nothing was said', async () => {
    const { core } = await open()
    const { accessToken } = await core.register({ phone, password })
    const { claims } = core.authenticate<{ tenant?: string }>(accessToken)
    expect(claims.tenant).toBeUndefined()
    expect((await core.authenticateAsking<{ tenant?: string }>(accessToken)).claims).toEqual({})
  })

  it('are given a copy: what the application does to a user stays with it', async () => {
    const { core, application, asked } = await openSaying()
    application.says = () => {
      const { user, how } = asked.at(-1) as (typeof asked)[number]
      Object.assign(user, { id: 'somebody else', roles: ['admin'] })
      Object.assign(how, { sessionId: 'other' })
      ;(how.amr as string[]).push('mfa')
      return acme
    }
    const { user, session, accessToken } = await core.register({ phone, password })
    expect(user.roles).toEqual([])
    expect(session.amr).toEqual(['pwd'])
    expect(core.authenticate(accessToken)).toMatchObject({
      userId: user.id,
      sessionId: session.id,
    })
  })

  it('tokens of before and after the option go on beside one another', async () => {
    const before = await open()
    const { accessToken, refreshToken } = await before.core.register({ phone, password })
    const after = await open({ store: before.store, claims: () => acme })
    expect(after.core.authenticate(accessToken).claims).toEqual({})
    const next = await after.core.refresh(refreshToken)
    expect(before.core.authenticate(next.accessToken).claims).toEqual(acme)
  })

  it.each([
    ['throws', () => Promise.reject(new Error('a secret of the application'))],
    ['gives a text', () => 'acme'],
    ['gives a list', () => ['acme']],
    ['gives a reserved name', () => ({ role: 'admin' })],
    ['gives a name of the prototype', () => JSON.parse('{"__proto__":"x"}')],
    ['gives half a character', () => ({ tenant: '\ud800' })],
    ['gives more than there is room for', () => ({ tenant: 'x'.repeat(600) })],
    ['gives nested ones', () => ({ tenant: { id: 1 } })],
    ['never answers', () => new Promise(() => undefined)],
  ])(
    'T171 where it %s nothing is issued, nothing is spent, and somebody hears of it',
    async (_, says) => {
      const { core, application, reports, now } = await openSaying()
      const grant = await core.register({ phone, password })
      const caller = core.authenticate(grant.accessToken)
      const { enrolment, secret } = await core.beginTotp(caller)
      const code = authenticatorOf(secret, now).code()
      application.says = says
      const ways = {
        login: () => core.login({ phone, password }),
        signIn: () => core.signIn(grant.user.id),
        createToken: () => core.createToken(grant.user.id),
        refresh: () => core.refresh(grant.refreshToken),
        'refresh again': () => core.refresh(grant.refreshToken),
        verifyIdentity: () => core.verifyIdentity(caller, password),
        changePassword: () => core.changePassword(caller, { password, newPassword }),
        confirmTotp: () => core.confirmTotp(caller, { enrolment, code }),
      }
      for (const [name, way] of Object.entries(ways)) {
        const told = reports.length
        const failure = await way().catch((error) => error)
        expect(failure, name).toMatchObject(failsWith('unavailable'))
        expect(String(failure.cause), name).not.toContain('secret of the application')
        expect(reports.length, name).toBe(told + 1)
      }
      expect(await core.sessions(grant.user.id)).toHaveLength(1)
      expect(core.authenticate(grant.accessToken).sessionId).toBe(grant.session.id)
      application.says = () => acme
      const next = await core.refresh(grant.refreshToken)
      expect(next.session).toMatchObject({ id: grant.session.id, counter: 1 })
      expect(core.authenticate(next.accessToken).claims).toEqual(acme)
      const enrolled = await core.confirmTotp(caller, { enrolment, code })
      expect(enrolled.session.amr).toContain('mfa')
    },
  )

  it('a session that ends while the application thinks is not gone on with', async () => {
    const { core, application } = await openSaying()
    const { refreshToken, user } = await core.register({ phone, password })
    application.says = async () => {
      await core.kickOut(user.id)
      return acme
    }
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('kicked_out'))
    application.says = async () => {
      await core.ban(user.id)
      return acme
    }
    await expect(core.login({ phone, password })).rejects.toMatchObject(failsWith('user_banned'))
    expect(await core.sessions(user.id)).toHaveLength(0)
  })

  it('is asked of nobody who has not shown who they are', async () => {
    const { core, asked } = await openSaying()
    await core.register({ phone, password })
    asked.length = 0
    await expect(core.login({ phone, password: 'wrong' })).rejects.toThrow()
    await expect(core.refresh('zr1.a.b.0.c')).rejects.toThrow()
    expect(asked).toEqual([])
  })

  it('that can go nowhere, or are no function, are refused when ztoken is made', async () => {
    await expect(open({ claims: acme as never })).rejects.toThrow('claims is a function')
    const nowhere = open({ issueFormat: flask, claims: () => acme })
    await expect(nowhere).rejects.toThrow('claims: tokens of the itsdangerous format')
    const neither = open({ issueFormat: flask, authenticationClaims: true })
    await expect(neither).rejects.toThrow('authenticationClaims: tokens of the itsdangerous')
    await open({ acceptFormats: [flask], claims: () => acme })
  })
})

describe('auth_time and amr', () => {
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)

  async function opened(options: Parameters<typeof open>[0] = {}) {
    const issueFormat = publicFormat(secrets)
    const all = await openCodes({ authenticationClaims: true, issueFormat, ...options })
    const told = ({ accessToken }: Pick<Grant, 'accessToken'>) => {
      const { auth_time, amr } = all.core.authenticate(accessToken).token.claims
      return { auth_time, amr }
    }
    return { ...all, told }
  }

  it('are in no token unless it is wanted', async () => {
    const { core } = await open()
    const { accessToken } = await core.register({ phone, password })
    const { claims } = core.authenticate(accessToken).token
    expect(Object.keys(claims)).toEqual(['iss', 'aud', 'sub', 'sid', 'iat', 'exp'])
  })

  it('say how and when somebody showed who they are, which a refresh does not change', async () => {
    const { core, told, now, advance, ask } = await opened()
    const grant = await core.register({ phone, password })
    const began = seconds(now())
    expect(told(grant)).toEqual({ auth_time: began, amr: ['pwd'] })
    advance(1000)
    const next = await core.refresh(grant.refreshToken)
    expect(told(next)).toEqual({ auth_time: began, amr: ['pwd'] })
    const shown = await core.verifyIdentity(core.authenticate(next.accessToken), password)
    expect(told(shown)).toEqual({ auth_time: seconds(now()), amr: ['pwd'] })
    advance(10)
    const after = await core.refresh(shown.refreshToken)
    expect(told(after).auth_time).toBe(seconds(now()) - 10)
    const byCode = await core.loginWithCode(await ask('login'))
    expect(told(byCode)).toEqual({ auth_time: seconds(now()), amr: ['sms'] })
    expect(told(await core.signIn(grant.user.id)).amr).toEqual([])
    const twice = await core.signIn(grant.user.id, { amr: ['hwk', 'hwk'] })
    expect(told(twice).amr).toEqual(['hwk'])
  })

  it('leave out what no token can name, so that a session of whatever past goes on', async () => {
    const { core, told } = await opened()
    const { user } = await core.register({ phone, password })
    const amr = ['FACE ID', 'hwk', '"],"ext":{', ...'abcdefghij'] as never
    const grant = await core.signIn(user.id, { amr })
    const said = ['hwk', ...'abcdefg']
    expect(told(grant).amr).toEqual(said)
    expect(told(await core.refresh(grant.refreshToken)).amr).toEqual(said)
  })

  it('name the second factor, and on a trusted device no moment at which it was shown', async () => {
    const { core, told, now, advance } = await opened({ senders: {} })
    const { grant, app } = await enrol({ core, now }, await core.register({ phone, password }))
    expect(told(grant)).toEqual({ auth_time: seconds(now()), amr: ['pwd', 'otp', 'mfa'] })
    advance(30)
    const ticket = await ticketOf(core.login({ phone, password }))
    const answer = { ticket, kind: 'totp', code: app.code(), trustDevice: true } as const
    const { deviceToken } = await core.loginWithFactor(answer)
    advance(30)
    const trusted = await core.login({ phone, password, deviceToken: deviceToken ?? '' })
    expect(told(trusted)).toEqual({ auth_time: 0, amr: ['pwd'] })
  })
})
