import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operations, type PasskeyCreation, type PasskeyRequest } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { authenticatorOf, wrongCode } from '../../core/test/authenticator.ts'
import { imported } from '../../core/test/open.ts'
import { rpId, url } from '../../core/test/passkey-scene.ts'
import { softAuthenticator } from '../../core/test/soft-authenticator.ts'
import { type Answer, password } from './client.ts'
import { login, phone, type Scene, scene } from './factor-scene.ts'

const newPassword = 'another long phrase'

/** Comes in without the factor; what the reply says. */
type Way = (scene: Scene) => Promise<Answer>

/** Every route that gives tokens, and what it comes to for an account with a second factor. */
const routes: Readonly<Record<string, readonly [reason: string, way: Way]>> = {
  login: ['factor_required', (all) => login(all)],
  loginWithCode: [
    'factor_required',
    async ({ send, ask }) => send('POST', '/v1/login/code', { body: await ask('login') }),
  ],
  tutorialLogin: [
    '该账号已开启二次验证，请使用新版登录',
    async ({ send }) => {
      const reply = await send('POST', '/login', { body: { phone, password } })
      expect(reply).toMatchObject({ status: 200, code: 4103, data: undefined })
      return { ...reply, reason: JSON.parse(reply.body).msg }
    },
  ],
  loginWithFactor: [
    'factor_ticket_invalid',
    ({ send, authenticator }) =>
      send('POST', '/v1/login/factor', {
        body: { ticket: phone, kind: 'totp', code: authenticator.code() },
      }),
  ],
  confirmTotpWithTicket: [
    'factor_ticket_invalid',
    async (all) => {
      const { ticket } = (await login(all)).data
      const body = { ticket, enrolment: 'x', code: all.authenticator.code() }
      return all.send('POST', '/v1/login/enrolment/confirm', { body })
    },
  ],
  finishFactorRecovery: [
    'factor_recovery_refused',
    async (all) => {
      const { ticket } = (await login(all)).data
      return all.send('POST', '/v1/login/factor-recovery/finish', { body: { ticket } })
    },
  ],
  addPasskeyWithTicket: [
    'factor_ticket_invalid',
    async (all) => {
      const { ticket } = (await login(all)).data
      const options = { challenge: 'x', rp: { id: rpId }, user: { id: 'x' } } as PasskeyCreation
      const body = { ticket, credential: softAuthenticator(url).create(options), name: 'x' }
      return all.send('POST', '/v1/login/enrolment/passkey/confirm', { body })
    },
  ],
  refresh: [
    'token_invalid',
    ({ send, before }) =>
      send('POST', '/v1/refresh', { body: { refresh_token: before.refresh_token } }),
  ],
  register: [
    'phone_taken',
    ({ send }) => send('POST', '/v1/register', { body: { phone, password: newPassword } }),
  ],
  setUp: [
    'phone_taken',
    async ({ send, core }) => {
      const { setupToken: setup_token } = (await core.requestSetup()) ?? {}
      return send('POST', '/v1/setup', { body: { setup_token, phone, password: newPassword } })
    },
  ],
  loginWithPasskey: [
    'passkey_wrong',
    ({ send, userId }) => {
      const device = softAuthenticator(url)
      const userHandle = Buffer.from(userId).toString('base64url')
      const credential = device.get({ challenge: 'x', rpId } as PasskeyRequest, { userHandle })
      return send('POST', '/v1/passkeys/login', { body: { credential } })
    },
  ],
  // What asks for a session shows no more than the session did.
  verifyWithPasskey: [
    'passkey_wrong',
    ({ send, confirmed }) => {
      const credential = softAuthenticator(url).get({ challenge: 'x', rpId } as PasskeyRequest)
      const token = String(confirmed.data.access_token)
      return send('POST', '/v1/passkeys/verify', { token, body: { credential } })
    },
  ],
  addPasskey: [
    'step_up_required',
    ({ send, confirmed, clock }) => {
      clock.advance(16 * 60)
      const options = { challenge: 'x', rp: { id: rpId }, user: { id: 'x' } } as PasskeyCreation
      const credential = softAuthenticator(url).create(options)
      const token = String(confirmed.data.access_token)
      return send('POST', '/v1/me/passkeys', { token, body: { credential, name: 'x' } })
    },
  ],
  verify: [
    'factor_required',
    ({ send, confirmed }) =>
      send('POST', '/v1/verify', { token: confirmed.data.access_token, body: { password } }),
  ],
  changePassword: [
    'step_up_required',
    ({ send, confirmed, clock }) => {
      clock.advance(16 * 60)
      const body = { password, new_password: newPassword }
      return send('PUT', '/v1/me/password', { token: confirmed.data.access_token, body })
    },
  ],
  confirmTotp: [
    'token_invalid',
    ({ send, before }) =>
      send('POST', '/v1/me/factors/totp/confirm', {
        token: before.access_token,
        body: { enrolment: 'x', code: '123456' },
      }),
  ],
}

/** Ways that end at a login: none of them takes the factor away. */
const detours: Readonly<Record<string, Way>> = {
  'a password that was reset by a code': async (all) => {
    const body = { ...(await all.ask('password_reset')), new_password: newPassword }
    expect((await all.send('POST', '/v1/password-reset', { body })).status).toBe(200)
    return login(all, newPassword)
  },
  "a password that was reset by an administrator's link": async (all) => {
    const { resetToken: reset_token } = await all.core.requestPasswordReset(all.userId)
    const body = { reset_token, new_password: newPassword }
    expect((await all.send('POST', '/v1/password-reset', { body })).status).toBe(200)
    return login(all, newPassword)
  },
  'a password that an operator set': async (all) => {
    await all.core.setPassword(all.userId, newPassword)
    return login(all, newPassword)
  },
  'an import of a row with the same ID': async (all) => {
    const hash = 'pbkdf2:sha256:1000$salt$'.padEnd(88, '0')
    const row = { ...imported(all.userId, phone), passwordHash: hash }
    await all.core.createImport({ dryRun: false }).add(row)
    return login(all)
  },
  'a code by the purpose of step-up': async (all) => {
    const token = String(all.confirmed.data.access_token)
    const body = await all.ask('verify', token)
    return all.send('POST', '/v1/verify', { token, body })
  },
}

/** Features that hand tokens over, and why each ends at the factor or is no way in. */
const handing: Readonly<Record<string, string>> = {
  'factor-recovery': 'a row above',
  'first-administrator': 'an account that begins',
  'one-time-codes': 'a row above',
  passkeys: 'a row above, or goes on with a session',
  password: 'goes on with a session that has shown the factor lately',
  refresh: 'goes on with a session',
  registration: 'an account that begins',
  'second-factors': 'a row above',
  'sign-in': 'a row above; createToken and signIn: the application vouches',
  'step-up': 'goes on with a session, by the factor alone',
  totp: 'goes on with a session, or a row above',
}

describe('A351 A143 no way around a second factor', () => {
  it('every route that gives tokens has a row here', () => {
    const giving = Object.entries(operations)
      .filter(
        ([, { data, path }]) =>
          JSON.stringify(data ?? {}).includes('"access_token"') || path === '/login',
      )
      .map(([name]) => name)
    expect(Object.keys(routes).sort()).toEqual(giving.sort())
  })

  it('every feature of the core that hands tokens over has one, too', () => {
    const core = join(import.meta.dirname, '../../core/src')
    const found = readdirSync(core, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('ground'))
      .filter((file) =>
        /signIn(?:ByTicket)?\(|grants\.of\(|renew\(.+address\)/.test(
          readFileSync(join(core, file), 'utf8'),
        ),
      )
      .map((file) => file.split(/[\\/]/)[0])
    expect([...new Set(found)].sort()).toEqual(Object.keys(handing).sort())
  })

  for (const [name, [reason, way]] of Object.entries(routes)) {
    it(`${name} ends at it`, async () => {
      const all = await scene()
      const open = await all.core.sessions(all.userId)
      const reply = await way(all)
      expect(reply.reason).toBe(reason)
      expect(reply.body).not.toContain('access_token')
      expect(await all.core.sessions(all.userId)).toEqual(open)
    })
  }

  for (const [name, way] of Object.entries(detours)) {
    it(`A155 ${name} ends at it`, async () => {
      const all = await scene()
      const reply = await way(all)
      expect(reply).toMatchObject({ status: 403, code: 4111, reason: 'factor_required' })
      expect(await all.core.factorsOf(all.userId)).toHaveLength(1)
    })
  }

  it('A143 what is given between the two steps opens nothing', async () => {
    const all = await scene()
    const { data, headers } = await login(all)
    expect(headers['set-cookie']).toBeUndefined()
    for (const { method, path, access } of Object.values(operations)) {
      if (access === 'anybody') continue
      const url = path.replaceAll(/:[a-z]+/g, '1')
      const reply = await all.send(method, url, { headers: { 'z-token': data.ticket } })
      expect([401, 404, 200], path).toContain(reply.status)
      if (reply.status === 200) expect(reply.code, path).toBe(4101)
    }
  })

  it('a wrong code is refused on every route that takes one', async () => {
    const all = await scene()
    const { data } = await login(all)
    const answer = { kind: 'totp', code: wrongCode(all.authenticator) }
    const token = String(all.confirmed.data.access_token)
    const begun = await all.send('POST', '/v1/me/factors', { token, body: { kind: 'totp' } })
    const { enrolment, secret } = begun.data
    const code = wrongCode(authenticatorOf(secret, all.clock.now))
    for (const reply of [
      await all.send('POST', '/v1/login/factor', { body: { ...answer, ticket: data.ticket } }),
      await all.send('POST', '/v1/verify', { token, body: answer }),
      await all.send('POST', '/v1/me/factors/totp/confirm', { token, body: { enrolment, code } }),
    ]) {
      expect(reply).toMatchObject({ status: 401, reason: 'code_wrong' })
    }
  })
})
