import { itsdangerousFormat, publicRingFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { createFailureLimit } from '../src/ground/limits/failure-limit.ts'
import { createPasswords } from '../src/ground/password/index.ts'
import type { CoreOptions } from '../src/index.ts'
import { open, start } from './open.ts'

describe('an option is a whole number, and at its least is taken', () => {
  const least: Readonly<Record<string, number>> = {
    sessionIdleSeconds: 1,
    sessionSeconds: 1,
    stepUpSeconds: 1,
    auditDays: 1,
    knownAccounts: 0,
    sessionsPerUser: 0,
    staleSeconds: 1,
    pollMilliseconds: 1,
    storeTimeoutMilliseconds: 1,
    trustedDeviceDays: 0,
    keyRotationDays: 1,
    keyPublicationSeconds: 1,
    failuresPerPhone: 1,
    failuresPerAddress: 1,
    codesPerDay: 0,
  }
  for (const [name, lowest] of Object.entries(least)) {
    it(name, async () => {
      await open({ storeTimeoutMilliseconds: 5000, [name]: lowest })
      for (const value of [lowest - 1, lowest + 0.5, Number.NaN, String(lowest + 1)]) {
        const said = `${name} is a whole number|limits are whole numbers`
        await expect(open({ [name]: value }), String(value)).rejects.toThrow(new RegExp(said))
      }
    })
  }

  it('keys are published for less time than they are in use', async () => {
    const said = 'keyPublicationSeconds has to be shorter than keyRotationDays'
    const given = { issueFormat: publicRingFormat(), keyRotationDays: 1 }
    await open({ ...given, keyPublicationSeconds: 86_399 })
    for (const keyPublicationSeconds of [86_400, 86_401]) {
      await expect(open({ ...given, keyPublicationSeconds })).rejects.toThrow(said)
    }
  })
})

describe('what cannot be meant is said at the start', () => {
  const issueFormat = itsdangerousFormat({ secrets: ['of the Flask application'] })
  const until = start
  const refused: readonly (readonly [said: string, options: object])[] = [
    ['claims: tokens of the itsdangerous format carry none', { issueFormat, claims: () => ({}) }],
    [
      'authenticationClaims: tokens of the itsdangerous format carry none',
      { issueFormat, authenticationClaims: true },
    ],
    ['claims is a function of a user', { claims: {} }],
    ['beforeLogin and beforeRegister are functions', { beforeLogin: true }],
    ['beforeLogin and beforeRegister are functions', { beforeRegister: {} }],
    ['the region is not known', { defaultRegion: 'ZZ' }],
    ['codeRegions: a region is not known', { codeRegions: ['CN', 'ZZ'] }],
    ...['8613800138000', '+0380013800', '+86138', '+8613800138000000', ' +8613800138000'].map(
      (one) =>
        [
          'testPhones: a phone is in E.164',
          { testPhones: [{ phone: one, code: '123456', until }] },
        ] as const,
    ),
    ...['12345', '1234567', 'a23456', '123456\n'].map(
      (code) =>
        [
          'testPhones: a code is six digits',
          { testPhones: [{ phone: '+8613800138000', code, until }] },
        ] as const,
    ),
    [
      'testPhones: until is a time in milliseconds',
      { testPhones: [{ phone: '+8613800138000', code: '123456', until: Number.NaN }] },
    ],
    ...['ftp://a.example/', 'https://', 'a.example', ' https://a.example/'].map(
      (url) => ['a webhook endpoint is an http(s) URL', { webhooks: [{ url }] }] as const,
    ),
    [
      'there is no event nothing',
      { webhooks: [{ url: 'https://a.example/', events: ['nothing'] }] },
    ],
    ...['', 'A', '-a', 'a_b', 'a'.repeat(33), 'a\n'].map(
      (name) =>
        [
          'humanCheckProvider: a name is small letters, digits and dashes',
          { humanCheckProvider: { name, siteKey: '', verify: async () => true } },
        ] as const,
    ),
  ]
  for (const [said, options] of refused) {
    it(`${said}: ${JSON.stringify(options)}`, async () => {
      await expect(open(options as Partial<CoreOptions>)).rejects.toThrow(new TypeError(said))
    })
  }

  it('and what just can be meant is taken', async () => {
    await open({
      codeRegions: ['*', 'US'],
      testPhones: [
        { phone: '+1234567', code: '000000', until },
        { phone: '+123456789012345', code: '999999', until },
      ],
      webhooks: [{ url: 'http://a.example', events: ['login'] }],
      humanCheckProvider: { name: `a${'-9'.repeat(15)}z`, siteKey: '', verify: async () => true },
    })
  })
})

describe('numbers of the parts', () => {
  it('a limit counts in whole numbers above 0', () => {
    const good = { failures: 1, windowSeconds: 1, firstWaitSeconds: 1, capacity: 1 }
    const monotonic = () => 0
    createFailureLimit({ ...good, monotonic })
    for (const name of Object.keys(good)) {
      for (const value of [0, 1.5, Number.NaN]) {
        const given = { ...good, [name]: value, monotonic }
        expect(() => createFailureLimit(given), name).toThrow('limits are whole numbers')
      }
    }
  })

  it('as many hashes at a time as the memory holds, and no more', async () => {
    const hashCost = { memoryKibibytes: 1024, passes: 1 }
    const opened = [
      { concurrency: 3, memoryMebibytes: 3 },
      { concurrency: 1, queueLimit: 0 },
    ].map((options) => createPasswords({ hashCost, ...options }))
    await Promise.all(opened.map((one) => one.close()))
    const whole = 'the hashes at a time and in the queue are whole numbers'
    for (const [said, options] of [
      ['4 hashes take more than 3 MiB', { concurrency: 4, memoryMebibytes: 3 }],
      [whole, { concurrency: 0 }],
      [whole, { concurrency: 1.5 }],
      [whole, { queueLimit: -1 }],
    ] as const) {
      expect(() => createPasswords({ hashCost, ...options })).toThrow(new TypeError(said))
    }
  })
})
