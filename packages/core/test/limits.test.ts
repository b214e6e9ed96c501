import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { createPhones } from '../src/ground/account/phone.ts'
import { addressKey } from '../src/ground/limits/address.ts'
import { createFailureLimit } from '../src/ground/limits/failure-limit.ts'
import { failsWith, type Opened, open, password, phone } from './open.ts'

describe('what failures are counted under', () => {
  it('A073 A074 an address has one key however it is written, an IPv6 customer has one', () => {
    const same = [
      ['2001:db8::1', '2001:DB8:0:0:FFFF::2', '2001:0db8:0000:0000:0:0:0:9', '2001:db8::%eth0'],
      ['1.2.3.4', '::ffff:1.2.3.4', '::FFFF:102:304', '0:0:0:0:0:ffff:1.2.3.4'],
      ['', 'unknown', '1.2.3', '0x7f.1', '127.1', '1.2.3.4:80', 'x'.repeat(10_000), 'a\r\nb', null],
    ]
    const keys = same.map((group) => [...new Set(group.map((address) => addressKey(address)))])
    expect(keys).toEqual([['2001:db8:0:0::/64'], ['1.2.3.4'], ['unknown']])
    expect(addressKey('1:2:3:4:5:6:7:8')).toBe('1:2:3:4::/64')
    expect(addressKey('::')).toBe('0:0:0:0::/64')
  })
})

describe('counting failures', () => {
  function limit(options: object = {}) {
    let now = 0
    const one = createFailureLimit({
      failures: 3,
      windowSeconds: 60,
      monotonic: () => now,
      ...options,
    })
    const passes = (key: string): boolean => {
      try {
        one.requireAttempt(key)
        return true
      } catch (error) {
        expect(error).toMatchObject(failsWith('too_many_requests'))
        return false
      }
    }
    const waits = (key: string): number => one.waitOf(key) / 1000
    return {
      one,
      ...one,
      passes,
      waits,
      at(milliseconds: number) {
        now = milliseconds
      },
    }
  }

  it('A077 attempts come back one after another: there is no edge to gather at', () => {
    const { passes, at } = limit()
    at(59_000)
    expect([passes('a'), passes('a'), passes('a'), passes('a')]).toEqual([true, true, true, false])
    at(78_999)
    expect(passes('a')).toBe(false)
    at(79_000)
    expect([passes('a'), passes('a'), passes('b')]).toEqual([true, false, true])
    at(140_000)
    expect([passes('a'), passes('a'), passes('a'), passes('a')]).toEqual([true, true, true, false])
  })

  it('S07 whoever goes on waits longer each time, and never longer than for one to come back', () => {
    const { one, at, waits } = limit({ failures: 2, windowSeconds: 120, firstWaitSeconds: 7 })
    const seen: number[] = []
    let now = 0
    for (let n = 0; n < 12; n += 1) {
      const wait = waits('a')
      if (wait > 0) seen.push(wait)
      now += wait * 1000
      at(now)
      one.requireAttempt('a')
    }
    expect(seen).toEqual([7, 7, 14, 28, 60, 60, 60, 60, 60, 60])
  })

  it('S29 a key is one number, however often it is tried', () => {
    const { one, passes } = limit({ failures: 1000 })
    for (let n = 0; n < 5000; n += 1) passes('a')
    expect(one.size).toBe(1)
  })

  it('S29 what is over leaves by itself, and long keys take no more room than short ones', () => {
    const { one, passes, at } = limit()
    for (let n = 0; n < 5000; n += 1) passes(`${n} ${'x'.repeat(1000)}`)
    expect(one.size).toBe(5000)
    at(30_000)
    for (let n = 0; n < 10; n += 1) passes(`late ${n}`)
    expect(one.size).toBe(5010)
    at(60_000)
    passes('last')
    expect(one.size).toBe(1)
  })

  it('S29 what is not over stays, however long others go on, and what was full leaves as well', () => {
    const { one, passes, at } = limit({ windowSeconds: 600 })
    for (const key of ['a', 'a', 'full', 'full', 'full']) passes(key)
    at(61_000)
    passes('b')
    expect([passes('a'), passes('a'), passes('full')]).toEqual([true, false, false])
    at(1_000_000)
    passes('c')
    expect(one.size).toBe(1)
  })

  it('S29 a key that gave everything back is forgotten', () => {
    const { one, passes, giveBack } = limit()
    for (let n = 0; n < 100; n += 1) passes(`${n}`)
    for (let n = 0; n < 100; n += 1) giveBack(`${n}`)
    expect(one.size).toBe(0)
  })

  it('success forgets the key’s failures, an attempt not made gives one back', () => {
    const { passes, forget, giveBack } = limit()
    expect([passes('a'), passes('a')]).toEqual([true, true])
    forget('a')
    expect([passes('a'), passes('a'), passes('a'), passes('a')]).toEqual([true, true, true, false])
    giveBack('a')
    giveBack('nobody')
    expect([passes('a'), passes('a')]).toEqual([true, false])
  })

  it('A069 a flood of keys is bounded, and frees no key that is at its limit', () => {
    const { passes } = limit({ capacity: 1000 })
    for (let n = 0; n < 3; n += 1) passes('victim')
    for (let n = 0; n < 20_000; n += 1) passes(`flood ${n}`)
    expect(passes('victim')).toBe(false)
    // However many are at their limit: the others go first, whenever they came.
    const { passes: passesMany, one } = limit({ capacity: 1000, failures: 1 })
    for (let n = 0; n < 500; n += 1) passesMany(`victim ${n}`)
    const { passes: passesTwo } = limit({ capacity: 600, failures: 2 })
    for (let n = 0; n < 500; n += 1) for (const _ of [1, 2]) passesTwo(`victim ${n}`)
    for (let n = 0; n < 5000; n += 1) passesTwo(`flood ${n}`)
    for (let n = 0; n < 500; n += 1) expect(passesTwo(`victim ${n}`)).toBe(false)
    expect(one.size).toBe(500)
    const { passes: passesSmall } = limit({ capacity: 2, failures: 1 })
    for (const key of ['a', 'b', 'c', 'd']) expect(passesSmall(key)).toBe(true)
  })
})

it('A055 registrations of one address are limited', async () => {
  const { core } = await open({ failuresPerAddress: 2 })
  const register = (n: number, address: string): Promise<unknown> =>
    core.register({ phone: `1380013800${n}`, password }, { address })
  await register(1, '10.0.0.1')
  await register(2, '10.0.0.1')
  await expect(register(3, '::ffff:10.0.0.1')).rejects.toMatchObject(failsWith('too_many_requests'))
  await register(3, '10.0.0.2')
})

it('how often each limit was reached is told', async () => {
  const { core } = await open({ failuresPerPhone: 1, failuresPerAddress: 1 })
  const limits = () => ({ ...core.work().limits })
  const none = { login: 0, verification: 0, registration: 0, setup: 0, code: 0, passkey: 0 }
  expect(limits()).toEqual({ ...none, refresh: 0 })
  const grant = await core.register({ phone: '13800138000', password }, { address: '10.0.0.1' })
  const caller = core.authenticate(grant.accessToken)
  let { refreshToken } = grant
  const wrong = 'a wrong guess'
  const from = { address: '10.0.0.1' }
  const asked = {
    login: () => core.login({ phone: '13800138000', password: wrong }, { address: '10.0.0.2' }),
    verification: () => core.verifyIdentity(caller, wrong),
    registration: () => core.register({ phone: '13900139000', password }, from),
    setup: () => core.setUp({ setupToken: 'x', phone: '13900139000', password }, from),
    refresh: async () => {
      refreshToken = (await core.refresh(refreshToken)).refreshToken
    },
  }
  for (const [name, ask] of Object.entries(asked)) {
    const before = limits()
    for (let n = 0; n < 1100; n += 1) {
      const code = await ask().then(
        () => null,
        (error) => error.code,
      )
      if (code === 'too_many_requests') break
    }
    expect(limits(), name).toEqual({ ...before, [name]: 1 })
  }
})

it('A066 a phone at its limit keeps nobody signed in from going on', async () => {
  const { core } = await open({ failuresPerPhone: 1 })
  const { accessToken, refreshToken } = await core.register({ phone, password })
  await expect(core.login({ phone, password: 'wrong one' })).rejects.toMatchObject(
    failsWith('credentials_wrong'),
  )
  await expect(core.login({ phone, password }, { address: '10.0.0.9' })).rejects.toMatchObject(
    failsWith('too_many_requests'),
  )
  expect(await core.verifyToken(accessToken)).not.toBeNull()
  await core.refresh(refreshToken)
})

describe('phones of other regions', () => {
  it('are read in the default region, and shown in full', () => {
    const phones = createPhones('US')
    expect(phones.requireCanonical('(415) 555-0123')).toBe('+14155550123')
    expect(phones.requireCanonical('+86 138 0013 8000')).toBe('+8613800138000')
    expect(phones.requireCanonical('0044 20 7946 0958')).toBe('+442079460958')
    expect(phones.tutorialForm('+14155550123')).toBe('+14155550123')
    for (const text of ['138', '+999 123456', '86 138 0013 8000 0', null, 5, 'x', '415/5550123']) {
      expect(() => phones.requireCanonical(text)).toThrow(
        expect.objectContaining(failsWith('phone_invalid')),
      )
    }
    for (const text of [
      '+8613800138000',
      '1380013800',
      '１３８００１３８０００',
      '10800138000',
      7,
    ]) {
      expect(() => phones.requireTutorial(text)).toThrow(
        expect.objectContaining(failsWith('phone_invalid')),
      )
    }
  })
})

it('A077 what several servers count together and refuse uses up nothing of what one counts alone', async () => {
  const store = memoryStore()
  const shared = { store, sharedLimits: true, failuresPerPhone: 2 }
  const [one, other] = [await open(shared), await open(shared)]
  const guess = ({ core }: Opened) =>
    core.login({ phone, password: 'a wrong guess' }).then(
      () => 'done',
      (error) => error.code,
    )
  await one.core.register({ phone, password })
  const guessed = [await guess(one), await guess(one), await guess(one)]
  expect(guessed).toEqual(['credentials_wrong', 'credentials_wrong', 'too_many_requests'])
  for (let n = 0; n < 5; n += 1) expect(await guess(other)).toBe('too_many_requests')
  for (const { advance } of [one, other]) advance(3600)
  expect([await guess(other), await guess(other)]).toEqual([
    'credentials_wrong',
    'credentials_wrong',
  ])
})
