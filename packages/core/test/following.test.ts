import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Core, CoreOptions } from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { failsWith, open, password, phone } from './open.ts'

const refusalOf = (core: Core, token: string): string | null => {
  try {
    core.authenticate(token)
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** Two cores on one store that says nothing by itself: what one did, the other has to ask for. */
async function openTwo(options: Partial<CoreOptions> = {}) {
  const store = memoryStore()
  const { onChange } = store
  store.onChange = () => () => undefined
  const one = await open({ store, ...options })
  const two = await open({ store, ...options })
  return { store, onChange, one, two }
}

describe('what other processes revoke', () => {
  it('A193 A142 is known after the next question, and after a nudge without waiting for it', async () => {
    const { one, two } = await openTwo()
    const { accessToken } = await one.core.register({ phone, password })
    expect(refusalOf(two.core, accessToken)).toBeNull()
    await one.core.logout(accessToken)
    expect(refusalOf(one.core, accessToken)).toBe('session_ended')
    await two.core.syncRevocations()
    expect(refusalOf(two.core, accessToken)).toBe('session_ended')

    const store = memoryStore()
    const [three, four] = [await open({ store }), await open({ store })]
    const grant = await three.core.register({ phone, password })
    const heard = new Promise<void>((resolve) => four.core.onRevocations(resolve))
    await three.core.logout(grant.accessToken)
    await heard
    await four.core.syncRevocations()
    expect(refusalOf(four.core, grant.accessToken)).toBe('session_ended')
    for (const { core } of [three, four]) await core.close()
  })

  it('A194 comes in pages, in any number, twice without harm', async () => {
    const { one, two, store } = await openTwo()
    const { user } = await one.core.register({ phone, password })
    const tokens = []
    for (let n = 0; n < 30; n += 1) tokens.push(await one.core.createToken(user.id))
    await one.core.kickOut(user.id)
    const { listChanges } = store
    store.listChanges = (page) => listChanges({ ...page, limit: 7 })
    const known: number[] = []
    for (let n = 0; n < 4; n += 1) {
      // Two that ask at once are answered by two questions, one after the other.
      await Promise.all([two.core.syncRevocations(), two.core.syncRevocations()])
      known.push(two.core.revocationState().entries)
    }
    expect(known).toEqual([14, 28, 31, 31])
    for (const token of tokens) expect(refusalOf(two.core, token)).toBe('kicked_out')
  })

  it('A175 A193 knowledge has an age: beyond the limit it is stale, and asking makes it fresh', async () => {
    const { one, two, store } = await openTwo({ staleSeconds: 10 })
    const { accessToken } = await one.core.register({ phone, password })
    two.advance(10)
    expect(two.core.isStale()).toBe(false)
    two.advance(1)
    expect(two.core.isStale()).toBe(true)
    await one.core.logout(accessToken)
    await expect(two.core.authenticateAsking(accessToken)).rejects.toMatchObject(
      failsWith('session_ended'),
    )
    expect(two.core.isStale()).toBe(false)

    two.advance(11)
    const { listChanges } = store
    store.listChanges = () => Promise.reject(new Error('down'))
    const other = await one.core.login({ phone, password })
    await expect(two.core.authenticateAsking(other.accessToken)).rejects.toMatchObject(
      failsWith('unavailable'),
    )
    await expect(two.core.authenticateAsking('x')).rejects.toMatchObject(failsWith('token_invalid'))
    expect(two.core.isStale()).toBe(true)
    store.listChanges = listChanges
    expect(await two.core.authenticateAsking(other.accessToken)).toHaveProperty('userId')
  })

  it('a core that cannot learn what was revoked does not start', async () => {
    const store = memoryStore()
    store.listChanges = () => Promise.reject(new Error('down'))
    await expect(open({ store })).rejects.toMatchObject(failsWith('unavailable'))
  })

  it('A126 A182 what is revoked outlives every token it concerns, on servers whose clocks differ', async () => {
    const { one, two } = await openTwo({ accessTokenSeconds: 100 })
    const { accessToken } = await one.core.register({ phone, password })
    await one.core.logout(accessToken)
    for (const skew of [-30, 30]) {
      const other = await open({ store: one.store, accessTokenSeconds: 100 })
      other.advance(100 + skew)
      await other.core.syncRevocations()
      expect(refusalOf(other.core, accessToken)).not.toBeNull()
    }
    await two.core.syncRevocations()
    one.advance(1000)
    await one.core.sweep()
    expect(await one.store.listRevocations({ after: 0, now: 0, limit: 9 })).toEqual([])
    two.advance(99)
    expect(refusalOf(two.core, accessToken)).not.toBeNull()
  })

  it('what was revoked and what changed are told apart, and the second only to who asks for it', async () => {
    const { core } = await open()
    const { accessToken, user } = await core.register({ phone, password })
    await core.updateUser(core.authenticate(accessToken), { name: 'another' })
    await core.logout(accessToken)
    const { revocations, ...plain } = await core.readRevocations({ after: 0 })
    expect(revocations).toHaveLength(1)
    expect(plain).not.toHaveProperty('invalidations')
    const both = await core.readRevocations({ after: 0, withInvalidations: true })
    expect(both.revocations).toEqual(revocations)
    const told = both.invalidations?.map(({ kind, key }) => [kind, key])
    expect(told).toEqual([['account', user.id]])
  })

  it('the feed gives what matters, page by page', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    for (let n = 0; n < 3; n += 1) await core.createToken(user.id)
    await core.kickOut(user.id)
    const first = await core.readRevocations({ after: 0, limit: 3 })
    expect(first).toMatchObject({ has_more: true, revocations: [{}, {}, {}] })
    const rest = await core.readRevocations({ after: first.next, limit: 3 })
    expect(rest).toMatchObject({ has_more: false, revocations: [{ reason: 'kicked_out' }] })
    const none = await core.readRevocations({ after: rest.next })
    expect(none).toEqual({ revocations: [], next: rest.next, has_more: false })
    for (const page of [{ after: -1 }, { after: 1.5 }, { after: 0, limit: 0 }]) {
      await expect(core.readRevocations(page)).rejects.toMatchObject(failsWith('invalid_request'))
    }
  })
})

describe('limits', () => {
  it('A060 A066 a stranger’s guesses lock nobody out where they are signed in', async () => {
    const { core } = await open({ failuresPerPhone: 3 })
    const home = { address: '2001:db8:1:1::7' }
    const mine = await core.register({ phone, password }, home)
    const guess = (address: string): Promise<unknown> =>
      core.login({ phone, password: 'a wrong guess' }, { address })
    for (let n = 0; n < 3; n += 1) {
      await expect(guess(`192.0.2.${n}`)).rejects.toMatchObject(failsWith('credentials_wrong'))
    }
    await expect(guess('192.0.2.9')).rejects.toMatchObject(failsWith('too_many_requests'))
    await expect(
      core.login({ phone, password }, { address: '198.51.100.1' }),
    ).rejects.toMatchObject(failsWith('too_many_requests'))
    await core.refresh(mine.refreshToken)
    await core.login({ phone, password }, { address: '2001:db8:1:1::8' })
    // From there guesses are counted as well.
    for (let n = 0; n < 3; n += 1) {
      await expect(guess(home.address)).rejects.toMatchObject(failsWith('credentials_wrong'))
    }
    await expect(guess(home.address)).rejects.toMatchObject(failsWith('too_many_requests'))
  })

  it.each([
    [49, 'lets its owner in'],
    [50, 'is a stranger’s'],
  ])(
    'A066 where somebody signed in from %i other places since, an address %s',
    async (others, _) => {
      const { core, advance } = await open({ failuresPerPhone: 1, sessionsPerUser: null })
      const from = (address: string | null, given = password) =>
        core.login({ phone, password: given }, { address })
      const { user } = await core.register({ phone, password }, { address: '2001:db8:1:1::7' })
      advance(1)
      await core.createToken(user.id)
      for (let n = 1; n < others; n += 1) {
        advance(1)
        await from(`192.0.2.${n}`)
      }
      await expect(from('203.0.113.1', 'a wrong guess')).rejects.toMatchObject(
        failsWith('credentials_wrong'),
      )
      const full = failsWith('too_many_requests')
      for (const stranger of ['203.0.113.2', 'a socket', null]) {
        await expect(from(stranger)).rejects.toMatchObject(full)
      }
      const home = from('2001:db8:1:1::9')
      if (others < 50) expect(await home).toMatchObject({ user: { id: user.id } })
      else await expect(home).rejects.toMatchObject(full)
    },
  )

  it('A062 A064 two servers count together, and one alone while the other knows nothing', async () => {
    const { one, two } = await openTwo({
      sharedLimits: true,
      failuresPerPhone: 4,
      passwords: { ...cheapHashes, queueLimit: 200 },
    })
    const guesses = Array.from({ length: 60 }, (_, n) =>
      (n % 2 === 0 ? one : two).core
        .login({ phone, password: `guess number ${n}` })
        .catch((error) => error.code),
    )
    const codes = await Promise.all(guesses)
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(4)
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(56)
    await two.core.createUser({ phone: '13900000000', password })
    await one.core.login({ phone: '13900000000', password })
  })

  it('A079 where the shared count cannot be asked, nobody is let through', async () => {
    const { one, store } = await openTwo({ sharedLimits: true })
    await one.core.createUser({ phone, password })
    const { takeAttempt } = store
    store.takeAttempt = () => Promise.reject(new Error('down'))
    await expect(one.core.login({ phone, password })).rejects.toMatchObject(
      failsWith('unavailable'),
    )
    store.takeAttempt = takeAttempt
    await one.core.login({ phone, password })
  })
})
