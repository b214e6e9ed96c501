import { memoryStore } from '@ztoken/stores'
import { describe, expect, it, vi } from 'vitest'
import type { Store } from '../src/index.ts'
import { failsWith, open, password, phone } from './open.ts'

const newPassword = 'another long phrase'

/** A store of which one promise answers as it is told to, from now on. */
function replace<Name extends keyof Store>(store: Store, name: Name, answer: Store[Name]): void {
  store[name] = answer
}

describe('an account that changes at every look', () => {
  it('A044 a login, a token, a registration and the first set-up give up and say that it passes', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    const { user } = await core.register({ phone, password })
    const setupToken = (await core.requestSetup())?.setupToken ?? ''
    replace(store, 'openSession', async () => ({ outcome: 'stale' }))
    for (const answer of [
      () => core.setUp({ setupToken, phone: '13700000000', password }),
      () => core.login({ phone, password }),
      () => core.createToken(user.id),
      () => core.register({ phone: '13900000000', password }),
    ]) {
      await expect(answer()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 })
    }
  })

  it('an operator’s password and a refresh give up as well', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    const { user, refreshToken } = await core.register({ phone, password })
    replace(store, 'changeAccount', async () => ({ outcome: 'conflict' }))
    replace(store, 'rotateSession', async () => false)
    for (const answer of [
      () => core.setPassword(user.id, newPassword),
      () => core.refresh(refreshToken),
    ]) {
      await expect(answer()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 })
    }
  })

  it('who is gone meanwhile is not found', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    const { user, refreshToken, accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    replace(store, 'changeAccount', async () => ({ outcome: 'not_found' }))
    replace(store, 'deleteAccount', async () => null)
    for (const answer of [
      () => core.ban(user.id),
      () => core.unban(user.id),
      () => core.requestPasswordReset(user.id),
      () => core.updateManagedUser(user.id, { level: 1 }),
      () => core.deleteAccount(user.id),
    ]) {
      await expect(answer()).rejects.toMatchObject(failsWith('not_found'))
    }
    replace(store, 'findUser', async () => null)
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
    replace(store, 'findAccount', async () => null)
    const change = core.changePassword(caller, { password, newPassword })
    await expect(change).rejects.toMatchObject(failsWith('token_invalid'))
    replace(store, 'replaceSession', async () => null)
    replace(store, 'findSession', async () => null)
    await expect(core.exportAccount(caller)).rejects.toMatchObject(failsWith('token_invalid'))
  })
})

describe('a session that ended while somebody showed the password', () => {
  it('is not renewed by it', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    const { accessToken, user } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    replace(store, 'replaceSession', async () => null)
    await expect(core.verifyIdentity(caller, password)).rejects.toMatchObject(
      failsWith('session_ended'),
    )
    await core.kickOut(user.id)
    await expect(core.verifyIdentity(caller, password)).rejects.toMatchObject(
      failsWith('kicked_out'),
    )
  })
})

describe('A051 too many hashes at once', () => {
  it('a change of the password is turned away and used up no attempt', async () => {
    const { core } = await open({
      failuresPerPhone: 2,
      passwords: { concurrency: 1, queueLimit: 1 },
    })
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const change = (): Promise<unknown> => core.changePassword(caller, { password, newPassword })
    const outcomes = await Promise.allSettled([
      core.createUser({ phone: '13900000001', password }),
      core.createUser({ phone: '13900000002', password }),
      ...Array.from({ length: 4 }, change),
    ])
    const refused = outcomes.filter(
      (one) => one.status === 'rejected' && one.reason.code === 'unavailable',
    )
    expect(refused.length).toBeGreaterThan(0)
    expect(await change()).toMatchObject({ ended: 0 })
  })
})

describe('what is told in the background', () => {
  it('a nudge that cannot be followed is reported, and nothing else happens', async () => {
    const reports: unknown[] = []
    const store = memoryStore()
    const { core } = await open({ store, report: (error) => reports.push(error) })
    const { accessToken } = await core.register({ phone, password })
    const { listChanges } = store
    replace(store, 'listChanges', () => Promise.reject(new Error('down')))
    await core.logout(accessToken)
    await vi.waitFor(() => expect(reports).toMatchObject([{ code: 'unavailable' }]))
    const [one, two] = await Promise.allSettled([core.syncRevocations(), core.syncRevocations()])
    expect([one.status, two.status]).toEqual(['rejected', 'rejected'])
    replace(store, 'listChanges', listChanges)
    await core.syncRevocations()
    await core.close()
  })

  it('A194 a key that is revoked twice is told of once, and users and keys come like sessions', async () => {
    const store = memoryStore()
    const rows = [
      { kind: 'key', key: 'k', before: null },
      { kind: 'key', key: 'k', before: null },
      { kind: 'user', key: '17', before: null },
      { kind: 'user', key: '18', before: 1 },
    ] as const
    replace(store, 'listChanges', async ({ after }) =>
      rows
        .map((row, n) => ({ ...row, sequence: n + 1, until: 9e9, reason: 'banned' as const }))
        .filter(({ sequence }) => sequence > after),
    )
    const { core } = await open({ store })
    await Promise.all([core.syncRevocations(), core.syncRevocations(), core.syncRevocations()])
    expect(core.revocationState().entries).toBe(2)
    await core.close()
  })

  it('A079 an address that is not known knows no account, whoever asks', async () => {
    const { core } = await open({ failuresPerPhone: 1 })
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    for (const origin of [{}, { address: null }, { address: '192.0.2.1' }]) {
      await expect(core.login({ phone, password }, origin)).rejects.toMatchObject(
        failsWith('too_many_requests'),
      )
    }
  })

  it('polling goes on by itself, until the core is closed', async () => {
    const store = memoryStore()
    replace(store, 'onChange', () => () => undefined)
    const asked = vi.spyOn(store, 'listChanges')
    const { core } = await open({ store, pollMilliseconds: 1 })
    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(3))
    await core.close()
  })

  it('without anybody to report to, it is a warning of the process', async () => {
    const warning = new Promise<Error>((resolve) => process.once('warning', resolve))
    const store = memoryStore()
    const { core } = await open({ store })
    core.on('login', () => {
      throw new Error('of a listener')
    })
    await core.register({ phone, password })
    expect(String(await warning)).toContain('of a listener')
  })

  it('what is thrown that is no error is not repeated: nobody knows what it holds', async () => {
    const warning = new Promise<Error>((resolve) => process.once('warning', resolve))
    const { core } = await open()
    core.on('login', () => {
      throw password
    })
    await core.register({ phone, password })
    expect(String(await warning)).toBe('ZtokenWarning: failed')
  })
})

describe('options and inspections', () => {
  it('an endpoint that is no http URL is refused when the core is made', async () => {
    for (const url of ['ftp://example', 'example.com', 'https://', '']) {
      await expect(open({ webhooks: [{ url }] })).rejects.toThrow(TypeError)
    }
  })

  it('events are delivered to those who asked for them', async () => {
    const { core } = await open({
      webhooks: [{ url: 'https://a.example' }, { url: 'https://b.example', events: ['logout'] }],
    })
    await core.register({ phone, password })
    const claim = { now: Number.MAX_SAFE_INTEGER, leaseUntil: Number.MAX_SAFE_INTEGER, limit: 9 }
    const deliveries = await core.claimDeliveries(claim)
    expect(deliveries.map(({ endpoint }) => endpoint)).toEqual([
      'https://a.example',
      'https://a.example',
    ])
  })

  it('a token whose session ended is inspected with the reason', async () => {
    const { core } = await open()
    const { accessToken } = await core.register({ phone, password })
    await core.logout(accessToken)
    expect(core.inspectToken(accessToken)).toMatchObject({
      holds: false,
      fault: 'revoked',
      reason: 'logged_out',
      format: 'encrypted',
    })
  })

  it('a ban tells its end and its reason where they were given', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    await core.ban(user.id)
    await core.ban(user.id, { reason: 'spam', until: Date.UTC(2030, 0, 1) })
    const { items } = await core.searchAudit({ event: 'user_banned' })
    expect(items.map(({ detail }) => detail)).toEqual([
      { reason: 'spam', until: '2030-01-01T00:00:00.000Z' },
      {},
    ])
  })
})
