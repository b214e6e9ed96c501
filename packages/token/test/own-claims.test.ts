import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccessToken,
  checkedOwnClaims,
  createIssuer,
  type Format,
  type OwnClaims,
  type TokenSubject,
} from '../src/index.ts'
import { forgeSigned, payload, signedHeader } from './forge.ts'
import { formats, issue, now, parties, readerOf, subject } from './kinds.ts'

const { itsdangerous, ...ours } = formats
const signed = formats['signed HS256'] as Format
const reader = readerOf(signed)
const shown = { auth_time: now - 60, amr: ['pwd', 'otp', 'mfa'] }
const begun = payload.slice(0, -1)

function issued(format: Format, more: Partial<TokenSubject>): string {
  const options = { ...parties, format, clock: () => now * 1000, accessTokenSeconds: 3600 }
  return createIssuer(options).issue({ ...subject, ...more }).token
}
const claimsOf = (format: Format, token: string) =>
  (readerOf(format).read(token) as AccessToken).claims
/** What the real key signs, with this behind the claims of every token. */
const read = (end: string): unknown => reader.read(forgeSigned(signedHeader, `${begun}${end}}`))

describe('what an application says in its tokens', () => {
  for (const [name, format] of Object.entries(ours)) {
    it(`comes out as it went in, in any alphabet: ${name}`, () => {
      const ext = { tenant: '企业 é 🎉 "\\/', plan: 3, rate: 0.5, trial: false, low: 1e-7 }
      expect(claimsOf(format, issued(format, { ext })).ext).toEqual(ext)
      const both = claimsOf(format, issued(format, { ext, authentication: shown }))
      expect(both).toMatchObject({ ...subject, ...shown, ext })
      for (const part of [both, both.ext, both.amr]) expect(Object.isFrozen(part)).toBe(true)
    })

    it(`is left out where it is nothing, so that the token is the one of before: ${name}`, () => {
      expect(claimsOf(format, issued(format, { ext: {} }))).toEqual(claimsOf(format, issue(format)))
      expect(claimsOf(format, issue(format))).not.toHaveProperty('ext')
    })

    it(`T172 the largest there is fits, with parties of any length: ${name}`, () => {
      const long = { issuer: 'i'.repeat(256), audience: 'a'.repeat(256) }
      const ext = { text: 'x'.repeat(501) }
      const options = { ...long, format, clock: () => now * 1000, accessTokenSeconds: 3600 }
      const of = { sub: 's'.repeat(128), sid: 's'.repeat(128), ext, authentication: shown }
      const { token } = createIssuer(options).issue(of)
      expect(readerOf(format, long).read(token)).toMatchObject({ claims: { ext } })
    })
  }

  it('has one text, whatever order it was said in', () => {
    const one = issued(signed, { ext: { tenant: 'acme', plan: 3 } })
    expect(issued(signed, { ext: { plan: 3, tenant: 'acme' } })).toBe(one)
  })

  it('is nothing for the itsdangerous format', () => {
    const flask = itsdangerous as Format
    expect(issued(flask, { ext: {} })).toBe(issue(flask))
    expect(() => issued(flask, { ext: { plan: 3 } })).toThrow(TypeError)
    expect(() => issued(flask, { authentication: shown })).toThrow(TypeError)
  })

  it('T171 takes no name that means something already', () => {
    const names = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'nbf', 'sid', 'typ', 'amr', 'role']
    const more = ['auth_time', 'acr', 'act', 'scope', 'roles', 'permissions', 'ext', 'azp', 'cnf']
    const objects = ['constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty']
    const spelt = ['', 'Tenant', '1a', 'a-b', 'a.b', 'a b', 'é', 'x'.repeat(33), 'a\r\nb']
    for (const name of [...names, ...more, ...objects, ...spelt]) {
      const own = Object.defineProperty({}, name, { value: 'x', enumerable: true })
      expect(() => checkedOwnClaims(own), name).toThrow(TypeError)
      expect(() => issued(signed, { ext: own }), name).toThrow(TypeError)
      expect(read(`,"ext":{${JSON.stringify(name)}:"x"}`), name).toBe('claims_malformed')
    }
    expect(() => checkedOwnClaims({ role: 'admin' })).toThrow('role is reserved')
  })

  it('T179 says nothing of who somebody is: what OpenID Connect calls a profile has no place', () => {
    for (const name of [
      'name',
      'email',
      'phone',
      'phone_number',
      'nickname',
      'picture',
      'address',
    ]) {
      expect(() => checkedOwnClaims({ [name]: 'x' }), name).toThrow('is reserved')
    }
  })

  it('takes no name that means something to whoever reads tokens, or to objects', () => {
    const ofTokens = 'iss sub aud exp nbf iat jti alg enc typ cty kid crit cnf'
    const ofLogins = 'sid auth_time nonce acr amr azp at_hash c_hash s_hash'
    const ofRights = 'scope client_id roles groups entitlements act may_act role permissions'
    const ofPeople =
      'name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender birthdate zoneinfo locale phone phone_number phone_number_verified address updated_at'
    const names = [ofTokens, ofLogins, ofRights, ofPeople, 'ext constructor prototype'].join(' ')
    for (const name of names.split(' ')) {
      const said = `${name} is reserved and no claim of an application`
      expect(() => checkedOwnClaims({ [name]: 'x' })).toThrow(new TypeError(said))
    }
  })

  it('says what a value or the whole of it has to be', () => {
    const said = (given: unknown, words: string) =>
      expect(() => checkedOwnClaims(given)).toThrow(new TypeError(words))
    for (const given of [null, undefined, 'x', 1, true, [], Symbol('x'), () => 1]) {
      said(given, 'claims are an object: { tenant: "acme" }')
    }
    const long = `A${'b'.repeat(40)}`
    const form = 'names no claim: a letter, then letters, digits and _, all small'
    said({ [long]: 1 }, `"${long.slice(0, 32)}" ${form}`)
    for (const plan of [null, {}, ['x'], () => 1]) {
      said({ plan }, 'plan is a text, a number or a boolean')
    }
    for (const plan of [2 ** 53, -(2 ** 53), Number.NaN, -0]) {
      said({ plan }, 'plan is a number that is not the same for everybody')
    }
    for (const plan of ['\ud800', 'a\udc00b', 'a\r\nb', '\0', '\x7f']) {
      said({ plan }, 'plan is a text with half a character or a control character in it')
    }
    const edges = { most: Number.MAX_SAFE_INTEGER, least: Number.MIN_SAFE_INTEGER }
    expect(checkedOwnClaims(edges)).toEqual(edges)
  })

  it('T099 takes no value that two readers could take for two', () => {
    const numbers = [2 ** 53, -(2 ** 53), 1e30, -0, Number.NaN, Number.POSITIVE_INFINITY]
    const texts = ['\ud800', 'a\udc00b', 'a\r\nb', '\0', '\x7f', '\x85']
    const others = [null, undefined, {}, [], ['x'], 1n, Symbol('x'), () => 1, new Date(0)]
    for (const value of [...numbers, ...texts, ...others]) {
      expect(() => checkedOwnClaims({ plan: value }), typeof value).toThrow(TypeError)
    }
    for (const text of [
      '9007199254740993',
      '9007199254740992',
      '1e30',
      '-0',
      '1E400',
      '1.0',
      '01',
    ]) {
      expect(read(`,"ext":{"plan":${text}}`), text).toBe('claims_malformed')
    }
    expect(read(',"ext":{"plan":3}')).toMatchObject({ claims: { ext: { plan: 3 } } })
  })

  it('T172 takes eight claims of 512 bytes together, and no more', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, at]))
    expect(Object.keys(checkedOwnClaims(many(8)))).toHaveLength(8)
    expect(() => checkedOwnClaims(many(9))).toThrow('at most 8')
    expect(read(`,"ext":${JSON.stringify(many(9))}`)).toBe('claims_malformed')
    expect(checkedOwnClaims({ text: 'x'.repeat(501) })).toBeDefined()
    for (const text of ['x'.repeat(502), '业'.repeat(84), '"'.repeat(251)]) {
      expect(() => checkedOwnClaims({ text })).toThrow('512')
    }
    expect(read(`,"ext":{"text":"${'x'.repeat(502)}"}`)).toBe('claims_malformed')
  })

  it('is an object and nothing that only looks like one', () => {
    class Tenant {
      tenant = 'acme'
    }
    const others = [null, 'x', 1, true, [], ['x'], new Map(), new Date(), new Tenant(), () => 1]
    for (const given of [...others, Object.create({ a: 1 }), Promise.resolve({})]) {
      expect(() => checkedOwnClaims(given)).toThrow(TypeError)
    }
    const bare = Object.assign(Object.create(null), { plan: 3 })
    expect(checkedOwnClaims(bare)).toEqual({ plan: 3 })
  })

  it('T194 a refusal repeats no value, and a name on one line', () => {
    const messageOf = (given: unknown): string => {
      try {
        checkedOwnClaims(given)
      } catch (error) {
        return (error as Error).message
      }
      return ''
    }
    expect(messageOf({ tenant: 'secret\r\nset-cookie: a' })).not.toContain('secret')
    expect(messageOf({ 'a\r\nset-cookie: b': 1 })).not.toMatch(/[\r\n]/)
  })

  it('any that may be said is read back, and has one text', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/)
    const text = fc.string({ unit: 'binary', maxLength: 12 })
    const value = fc.oneof(text, fc.maxSafeInteger(), fc.double(), fc.boolean())
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 8 }), (given) => {
        let ext: OwnClaims
        try {
          ext = checkedOwnClaims(given)
        } catch {
          return
        }
        for (const format of [signed, formats.encrypted as Format]) {
          expect(claimsOf(format, issued(format, { ext })).ext ?? {}).toEqual(ext)
        }
        expect(issued(signed, { ext: given })).toBe(issued(signed, { ext }))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a payload with further claims is one text and no other', () => {
  it('T091 a member given twice, plainly, escaped or nested', () => {
    for (const end of [
      ',"ext":{"plan":1,"plan":2}',
      ',"ext":{"plan":1,"pl\\u0061n":2}',
      ',"ext":{"plan":1},"ext":{"plan":2}',
      ',"ext":{"plan":1},"exp":9999999999',
      ',"ext":{"plan":1},"sub":"2"',
      ',"exp":9999999999,"ext":{"plan":1}',
      ',"auth_time":1,"auth_time":2,"amr":[]',
      ',"auth_time":1,"amr":[],"amr":["mfa"]',
      ',"auth_time":1,"amr":["pwd","pwd"]',
    ]) {
      expect(read(end), end).toBe('claims_malformed')
    }
  })

  it('another order, a space, another spelling, nothing, and what is not ours', () => {
    for (const end of [
      ',',
      ',"ext":{}',
      ',"ext":null',
      ',"ext":[]',
      ',"ext":{"plan": 3}',
      ',"ext":{"tenant":"a","plan":3}',
      ',"ext":{"tenant":"\\u0061"}',
      ',"ext":{"tenant":"é"}',
      ',"ext":{"tenant":"\\u00E9"}',
      ',"ext":{"tenant":"\\/"}',
      ',"ext":{"tenant":"\\ud800"}',
      ',"ext":{"tenant":{"id":"a"}}',
      ',"ext":{"plan":3},"auth_time":1,"amr":[]',
      ',"auth_time":1',
      ',"amr":["pwd"]',
      ',"amr":["pwd"],"auth_time":1',
      ',"auth_time":1.5,"amr":[]',
      ',"auth_time":-1,"amr":[]',
      ',"auth_time":"1","amr":[]',
      ',"auth_time":9999999999999999,"amr":[]',
      ',"auth_time":1,"amr":["PWD"]',
      ',"auth_time":1,"amr":"pwd"',
      ',"auth_time":1,"amr":[1]',
      ',"auth_time":1,"amr":["pwd",]',
      ',"role":"admin"',
    ]) {
      expect(read(end), end).toBe('claims_malformed')
    }
    const end = ',"auth_time":1,"amr":["pwd"],"ext":{"plan":3,"tenant":"\\u00e9"}'
    const claims = { auth_time: 1, amr: ['pwd'], ext: { plan: 3, tenant: 'é' } }
    expect(read(end)).toMatchObject({ claims })
    expect(read(',"auth_time":0,"amr":[]')).toMatchObject({ claims: { auth_time: 0, amr: [] } })
  })
})
