import { describe, expect, it } from 'vitest'
import { createPhones } from '../src/account/phone.ts'
import { addressKey } from '../src/limits/address.ts'
import { createFailureLimit } from '../src/limits/failure-limit.ts'
import { failsWith, open, password } from './open.ts'

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
    return {
      ...one,
      passes,
      at(milliseconds: number) {
        now = milliseconds
      },
    }
  }

  it('A077 the window slides: there is no edge to gather at', () => {
    const { passes, at } = limit()
    at(59_000)
    expect([passes('a'), passes('a'), passes('a'), passes('a')]).toEqual([true, true, true, false])
    at(61_000)
    expect(passes('a')).toBe(false)
    at(118_999)
    expect(passes('a')).toBe(false)
    at(119_000)
    expect([passes('a'), passes('b')]).toEqual([true, true])
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

it('A066 a phone at its limit keeps nobody signed in from going on', async () => {
  const { core } = await open({ failuresPerPhone: 1 })
  const phone = '13800138000'
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
    for (const text of ['138', '+999 123456', '86 138 0013 8000 0', null, 5, 'x', ' 4155550123']) {
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
