import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../src/base64url.ts'
import {
  type AccessToken,
  createIssuer,
  createReader,
  type Format,
  parseStrictJson,
} from '../src/index.ts'
import { formats, kinds, now, parties, refreshTokens } from './kinds.ts'

const id = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9]$/), fc.stringMatching(/^[A-Za-z0-9_.:@-]{0,40}$/))
  .map(([first, rest]) => first + rest)
const second = fc.integer({ min: 0, max: 253_402_300_799 })
const lifetime = fc.integer({ min: 1, max: 86_400 })

describe('T079 base64url has one text for every bytes', () => {
  it('what is encoded decodes to itself, and what decodes was encoded so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url')
        expect(decodeBase64url(text)).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 10_000 },
    )
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_=+/-]{0,12}$/))
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = decodeBase64url(text)
        if (bytes !== null) expect(bytes.toString('base64url')).toBe(text)
        expect(decodeBase64url(encodeBase64url(text))?.toString('utf8')).toBe(text.toWellFormed())
      }),
      { numRuns: 10_000 },
    )
  })

  it('T070 T071 T072 T075 T076 T078 padding, the other alphabet, spare bits, junk, impossible lengths', () => {
    const refused = [
      'QQ=',
      'QQ==',
      'QQ==AAAA',
      'QR',
      'QUK',
      'A',
      'AAAAA',
      '+A',
      '/A',
      'Q Q',
      'QQ\n',
    ]
    for (const text of refused) expect(decodeBase64url(text), text).toBeNull()
    for (const text of ['', 'QQ', 'QUI', 'QUJD', '-_-_'])
      expect(decodeBase64url(text)).not.toBeNull()
  })
})

describe('tokens of every format', () => {
  for (const [name, format] of Object.entries(formats)) {
    const at = (seconds: number, accessTokenSeconds = 60) => {
      const options = { ...parties, clock: () => seconds * 1000 }
      return {
        issuer: createIssuer({ ...options, format: format as Format, accessTokenSeconds }),
        reader: createReader({ ...options, formats: [format as Format] }),
      }
    }

    it(`what is issued is read, with the same claims (${name})`, () => {
      fc.assert(
        fc.property(id, id, second, lifetime, (sub, sid, seconds, length) => {
          const { issuer, reader } = at(seconds, length)
          const { token, claims } = issuer.issue({ sub, sid })
          expect((reader.read(token) as AccessToken).claims).toEqual(claims)
        }),
      )
    })

    it(`T100 once refused for its expiry, a token stays refused (${name})`, () => {
      fc.assert(
        fc.property(
          id,
          second,
          lifetime,
          fc.nat(200_000),
          fc.nat(9999),
          (sub, s, length, after, more) => {
            const { token } = at(s, length).issuer.issue({ sub, sid: 'x' })
            const first = at(s + after).reader.read(token)
            if (first === 'expired') expect(at(s + after + more).reader.read(token)).toBe('expired')
            else expect(after).toBeLessThanOrEqual(length)
          },
        ),
      )
    })
  }

  it('T153 T155 issuer and audience may be any allowed text, and only that text is accepted', () => {
    const party = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,40}$/)
    const clock = () => now * 1000
    const format = formats['signed HS256'] as Format
    fc.assert(
      fc.property(party, party, party, (issuer, audience, other) => {
        fc.pre(other !== issuer && other !== audience)
        const make = createIssuer({ issuer, audience, clock, format, accessTokenSeconds: 60 })
        const { token } = make.issue({ sub: 'u', sid: 's' })
        const read = (as: object): unknown =>
          createReader({ issuer, audience, formats: [format], clock, ...as }).read(token)
        expect(read({})).toMatchObject({ claims: { iss: issuer, aud: audience } })
        expect(read({ issuer: other })).toBe('issuer_mismatch')
        expect(read({ audience: other })).toBe('audience_mismatch')
      }),
    )
  })

  it('T173 two subjects never share a token', () => {
    fc.assert(
      fc.property(id, id, id, id, (sub, sid, otherSub, otherSid) => {
        fc.pre(sub !== otherSub || sid !== otherSid)
        const issuer = createIssuer({
          ...parties,
          format: formats['signed HS256'] as Format,
          clock: () => now * 1000,
          accessTokenSeconds: 60,
        })
        const [one, other] = [
          { sub, sid },
          { sub: otherSub, sid: otherSid },
        ]
        expect(issuer.issue(one).token).not.toBe(issuer.issue(other).token)
      }),
    )
  })

  it('refresh tokens: what is issued is read, and nothing else is issued', () => {
    const sid = id.filter((text) => !text.includes('.'))
    fc.assert(
      fc.property(sid, fc.nat({ max: 999_999_999_999_999 }), (text, counter) => {
        const token = refreshTokens.issue({ sid: text, counter })
        expect(refreshTokens.read(token)).toEqual({ sid: text, counter })
      }),
    )
    for (const counter of [-1, 0.5, Number.NaN, 1e15]) {
      expect(() => refreshTokens.issue({ sid: 'x', counter })).toThrow(TypeError)
    }
    for (const text of ['', 'a.b', 'é']) {
      expect(() => refreshTokens.issue({ sid: text, counter: 1 })).toThrow(TypeError)
    }
  })
})

it('T254 garbage is refused without an exception, whatever its shape', () => {
  const base64url = fc.stringMatching(/^[A-Za-z0-9_-]{0,90}$/)
  const dotted = fc.array(base64url, { maxLength: 6 }).map((parts) => parts.join('.'))
  const genuine = Object.values(kinds).map((kind) => kind.genuine)
  const spliced = fc
    .tuple(fc.constantFrom(...genuine), fc.constantFrom(...genuine), fc.nat(400), fc.nat(400))
    .map(([one, other, start, end]) => one.slice(0, start) + other.slice(end))
    .filter((text) => !genuine.includes(text))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), dotted, spliced), (text) => {
      for (const { accepts } of Object.values(kinds)) expect(accepts(text)).toBe(false)
    }),
    { numRuns: 20_000 },
  )
}, 60_000)

describe('JSON that has one reading', () => {
  it('every value JSON can carry comes back', () => {
    const value = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(value, (one) => {
        const text = JSON.stringify(one)
        const numbers = text.match(/"(?:[^"\\]|\\.)*"|-?[\d.]+(?:e[+-]?\d+)?/gi) ?? []
        fc.pre(numbers.every((n) => n.startsWith('"') || Math.abs(Number(n)) < 2 ** 53))
        fc.pre(!text.includes('__proto__'))
        expect(parseStrictJson(text, 20)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('T091 T096 T098 T099 what has two readings is refused', () => {
    const refused = [
      '{"a":1,"a":1}',
      '{"a":{"b":1,"b":2}}',
      '[{"a":1,"\\u0061":2}]',
      '{"__proto__":{}}',
      '{"\\u005f_proto__":1}',
      '"\\ud800"',
      '{"\\udc00":1}',
      '1e309',
      '9007199254740993',
      '[1,]',
      "{'a':1}",
      '\ufeff1',
      'NaN',
      '',
    ]
    for (const text of refused) expect(parseStrictJson(text), text).toBeUndefined()
    expect(parseStrictJson('{"a:b":"{\\"c\\":1}","d":[null,true,-1.5,"x"]}')).toEqual({
      'a:b': '{"c":1}',
      d: [null, true, -1.5, 'x'],
    })
  })

  it('T239 T252 depth is refused before anything is parsed', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseStrictJson(nested(8))).toBeDefined()
    expect(parseStrictJson(nested(9))).toBeUndefined()
    expect(parseStrictJson(nested(100_000))).toBeUndefined()
    expect(parseStrictJson(nested(3), 2)).toBeUndefined()
    expect(parseStrictJson('"[[[[[[[[[[[["')).toBe('[[[[[[[[[[[[')
  })
})
