import { describe, expect, it, vi } from 'vitest'
import { authenticatorOf, wrongCode } from '../../core/test/authenticator.ts'
import { addIdentity, requestCode } from '../src/codes.ts'
import * as factors from '../src/factors.ts'
import type { Client } from '../src/index.ts'
import { verifyPassword } from '../src/password.ts'
import { onStepUp } from '../src/step-up.ts'
import { codeOf, open, password, phone, until } from './open.ts'

/** No codes are sent, so nothing has to be proven. */
const plain = { senders: {} }

/** A client that is signed in, with an authenticator, and a clock that the app goes by. */
async function opened(tuning: object = {}) {
  const all = await open(undefined, {}, { ...plain, ...tuning })
  let passed = 0
  const advance = (seconds: number): void => {
    passed += seconds
    all.advance(seconds)
  }
  const now = () => Date.UTC(2026, 0, 1) + passed * 1000
  return { ...all, advance, now }
}

async function enrol({ now }: { now: () => number }, client: Client) {
  const { enrolment, secret } = await factors.beginTotp(client)
  const app = authenticatorOf(secret, now)
  await factors.confirmTotp(client, { enrolment, code: app.code() })
  return app
}

async function dueOf(login: Promise<unknown>): Promise<factors.FactorDue> {
  const due = factors.factorDue(await login.catch((error: unknown) => error))
  if (due === null) throw new Error('no factor is due')
  return due
}

describe('@ztoken/sdk/factors', () => {
  it('sets an authenticator up, signs in with it, and makes recovery codes', async () => {
    const all = await opened()
    const ours = await all.signedIn()
    const app = await enrol(all, ours)
    const { recovery_codes } = await factors.makeRecoveryCodes(ours)
    all.advance(30)
    const other = all.client()
    const due = await dueOf(other.login({ phone, password }))
    expect(due).toMatchObject({ kinds: ['totp', 'recovery_codes'], expires_in: 120 })
    const { ticket } = due
    const wrong = factors.loginWithFactor(other, { ticket, kind: 'totp', code: wrongCode(app) })
    expect(await codeOf(wrong)).toBe('code_wrong')
    const user = await factors.loginWithFactor(other, { ticket, kind: 'totp', code: app.code() })
    expect(other.user).toEqual(user)
    const next = await dueOf(all.client().login({ phone, password }))
    const code = recovery_codes[0] ?? ''
    const shown = { ticket: next.ticket, kind: 'recovery_codes', code } as const
    await factors.loginWithFactor(all.client(), shown)
    const { factors: listed } = await factors.listFactors(ours)
    expect(listed.map(({ kind, left }) => [kind, left])).toEqual([
      ['totp', null],
      ['recovery_codes', 9],
    ])
    await factors.removeFactor(ours, listed[0]?.id ?? '')
    await all.client().login({ phone, password })
  })

  it('sets one up on the way in, where it is required', async () => {
    const all = await opened({ factorsRequired: 'all' })
    const ours = all.client()
    const due = await dueOf(ours.login({ phone, password }))
    expect(due.kinds).toEqual([])
    const { ticket } = due
    const { enrolment, secret } = await factors.beginTotpWithTicket(ours, { ticket })
    const code = authenticatorOf(secret, all.now).code()
    const user = await factors.confirmTotpWithTicket(ours, { ticket, enrolment, code })
    expect(ours.user).toEqual(user)
  })

  it('asks about one that is lost, sees and cancels that, and removes it after the wait', async () => {
    const [told, codes]: [unknown[], string[]] = [[], []]
    const notify = { sms: async (notice: unknown) => void told.push(notice) }
    const senders = { sms: async ({ code }: { code: string }) => void codes.push(code) }
    const all = await opened({ notify, senders })
    const ours = await all.signedIn()
    const { challenge_id } = await requestCode(ours, { purpose: 'verify', phone })
    await until(() => codes.length > 0)
    await addIdentity(ours, { phone, challenge_id, code: codes[0] ?? '' })
    await enrol(all, ours)
    all.advance(60)
    const due = await dueOf(all.client().login({ phone, password }))
    expect(due).toMatchObject({ recovery: 'offered', recovery_from: null })
    const asked = await factors.askFactorRecovery(all.client(), { ticket: due.ticket })
    expect(told).toHaveLength(1)
    expect(await factors.readFactorRecovery(ours)).toEqual({ recovery: asked })
    await factors.cancelFactorRecovery(ours)
    expect(await factors.readFactorRecovery(ours)).toEqual({ recovery: null })
    all.advance(86_400)
    const again = await dueOf(all.client().login({ phone, password }))
    const { from } = await factors.askFactorRecovery(all.client(), { ticket: again.ticket })
    const waiting = await dueOf(all.client().login({ phone, password }))
    expect(waiting).toMatchObject({ recovery: 'waiting', recovery_from: from })
    all.advance(3 * 86_400)
    const other = all.client()
    const { ticket, recovery } = await dueOf(other.login({ phone, password }))
    expect(recovery).toBe('ready')
    expect(other.user).toBeNull()
    expect(await factors.finishFactorRecovery(other, { ticket })).toEqual(other.user)
  })

  it('a device that is trusted signs in by its password', async () => {
    const all = await opened()
    const app = await enrol(all, await all.signedIn())
    all.advance(30)
    const ours = all.client()
    const { ticket } = await dueOf(ours.login({ phone, password }))
    const shown = { ticket, kind: 'totp', code: app.code(), trust_device: true } as const
    await factors.loginWithFactor(ours, shown)
    await ours.logout()
    await ours.login({ phone, password })
    const { devices } = await factors.listTrustedDevices(ours)
    await factors.distrustDevice(ours, devices[0]?.id ?? '')
    await ours.logout()
    await dueOf(ours.login({ phone, password }))
  })

  it('no other error is taken for a second factor that is due', async () => {
    const all = await opened()
    const wrong = await all
      .client()
      .login({ phone, password: 'wrong' })
      .catch((error) => error)
    for (const error of [wrong, new Error('x'), null, { data: { ticket: 'x' } }]) {
      expect(factors.factorDue(error)).toBeNull()
    }
  })
})

describe('@ztoken/sdk/step-up', () => {
  it('asks once for all that are refused together, and sends them once more', async () => {
    const all = await opened({ accessTokenSeconds: 86_400 })
    const ours = await all.signedIn()
    const app = await enrol(all, ours)
    all.advance(16 * 60)
    const answer = vi.fn(() => factors.verifyWithFactor(ours, { kind: 'totp', code: app.code() }))
    const asking = onStepUp(ours, answer)
    const made = await Promise.all([
      factors.makeRecoveryCodes(asking),
      factors.beginTotp(asking),
      factors.listFactors(asking),
    ])
    expect(made[0].recovery_codes).toHaveLength(10)
    expect(answer).toHaveBeenCalledOnce()
    all.advance(16 * 60)
    await factors.beginTotp(asking)
    expect(answer).toHaveBeenCalledTimes(2)
  })

  it('gives up where the answer does, and asks about nothing else', async () => {
    const all = await opened({ accessTokenSeconds: 86_400 })
    const ours = await all.signedIn()
    all.advance(16 * 60)
    const refused = new Error('the dialog was closed')
    const asking = onStepUp(ours, () => Promise.reject(refused))
    await expect(factors.beginTotp(asking)).rejects.toBe(refused)
    await expect(factors.removeFactor(asking, 'x')).rejects.toBe(refused)
    const answered = onStepUp(ours, () => verifyPassword(ours, password))
    expect(await codeOf(factors.removeFactor(answered, 'x'))).toBe('not_found')
  })
})
