import { describe, expect, it } from 'vitest'
import { type AccessToken, createIssuer, type Format, nameableMethods } from '../src/index.ts'
import { formats, now, parties, readerOf, subject } from './kinds.ts'

const format = formats['signed HS256'] as Format
const { issue } = createIssuer({
  ...parties,
  format,
  clock: () => now * 1000,
  accessTokenSeconds: 3600,
})

describe('when and how somebody showed who they are', () => {
  it('is said in a time and methods that a reader takes, or refused with the reason', () => {
    const time = 'auth_time has to be in whole seconds'
    const list = 'amr is a list of methods, each once'
    const names = 'amr names methods as RFC 8176 does'
    const many = Array.from({ length: 9 }, (_, at) => `m${at}`)
    for (const [authentication, words] of [
      [{ auth_time: -1, amr: [] }, time],
      [{ auth_time: -0, amr: [] }, time],
      [{ auth_time: 1.5, amr: [] }, time],
      [{ auth_time: Number.NaN, amr: [] }, time],
      [{ amr: ['pwd'] }, time],
      [{ auth_time: 1 }, list],
      [{ auth_time: 1, amr: ['pwd', 'pwd'] }, list],
      [{ auth_time: 1, amr: 'pwd' }, list],
      [{ auth_time: 1, amr: ['PWD'] }, names],
      [{ auth_time: 1, amr: ['"],"ext":{'] }, names],
      [{ auth_time: 1, amr: ['pwd', 'x'.repeat(17)] }, names],
      [{ auth_time: 1, amr: many }, names],
    ] as const) {
      const saying = () => issue({ ...subject, authentication: authentication as never })
      expect(saying).toThrow(new TypeError(words))
    }
    for (const amr of [[], ['x'.repeat(16)], many.slice(1)]) {
      const { token } = issue({ ...subject, authentication: { auth_time: 0, amr } })
      const { claims } = readerOf(format).read(token) as AccessToken
      expect(claims).toMatchObject({ auth_time: 0, amr })
    }
  })

  it('is said by those methods of a session that can be said, each once, eight at most', () => {
    const many = Array.from({ length: 9 }, (_, at) => `m${at}`)
    expect(nameableMethods(['pwd', 'a b', 'otp', 'pwd', '', 'PWD', 'mfa', '1x'])).toEqual([
      'pwd',
      'otp',
      'mfa',
    ])
    expect(nameableMethods(many)).toEqual(many.slice(0, 8))
    expect(nameableMethods(['a-b', 'x'.repeat(17), '\npwd', 'pwd '])).toEqual([])
  })
})
