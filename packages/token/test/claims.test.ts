import { describe, expect, it } from 'vitest'
import { createReader, type Format } from '../src/index.ts'
import { claims, forgeEncrypted, forgePublic, forgeSigned, payload, signedHeader } from './forge.ts'
import { formats, issue, now, parties, readerOf } from './kinds.ts'

const format = formats['signed HS256'] as Format
const reader = readerOf(format, { leewaySeconds: 30 })
const genuine = issue(format)

/** Signs claims with the real key; `raw` puts JSON text where JSON.stringify has no word for it. */
function read(body: object | string | Uint8Array): unknown {
  return reader.read(forgeSigned(signedHeader, body))
}
function readWith(raw: Readonly<Record<string, string>>): unknown {
  const members = { iss: '"ztoken"', aud: '"ztoken"', sub: '"17"', sid: `"${claims.sid}"` }
  const all: Record<string, string> = { ...members, iat: `${now}`, exp: `${now + 60}`, ...raw }
  const text = Object.entries(all).map(([name, value]) => `"${name}":${value}`)
  return read(`{${text.join(',')}}`)
}
const accepted = expect.objectContaining({ claims: expect.objectContaining({ sub: '17' }) })

it('the claims are read where nothing is wrong', () => {
  expect(readWith({})).toEqual(accepted)
  expect(read(payload)).toEqual(accepted)
})

describe('the payload is one JSON text and no other', () => {
  it('T090 T097 what is no object, and what is no JSON', () => {
    const texts = ['[]', '[1]', '"x"', '42', 'null', 'true', '', '{}', '{', `${payload}x`]
    const more = [`${payload}\0`, `${payload},`, `${payload} `, ` ${payload}`, `/**/${payload}`]
    const numbers = ['NaN', 'Infinity', '0x10', '+1', '01', '1.', '.5', "'1'"]
    for (const text of [...texts, ...more, payload.replaceAll('"', "'")]) {
      expect(read(text), text).toBe('claims_malformed')
    }
    for (const exp of numbers) expect(readWith({ exp }), exp).toBe('claims_malformed')
  })

  it('T091 a member given twice, plainly, escaped or nested', () => {
    const end = payload.slice(1)
    for (const twice of ['"exp":1', '"sub":"2"', '"s\\u0075b":"2"', '"x":{"a":1,"a":2}']) {
      expect(read(`{${twice},${end}`), twice).toBe('claims_malformed')
      expect(read(`${payload.slice(0, -1)},${twice}}`), twice).toBe('claims_malformed')
    }
  })

  it('T092 T093 T094 T095 T096 bytes that are no clean UTF-8', () => {
    const bytes = Buffer.from(payload)
    const spoilt = [
      [0xff, 0xfe],
      [0xc0, 0xaf],
      [0xe0, 0x80, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xf8, 0x88],
    ]
    for (const piece of spoilt) {
      expect(read(Buffer.concat([bytes, Buffer.from(piece)]))).toBe('claims_malformed')
      const inSub = Buffer.from(payload.replace('"17"', '"1\x017"'))
      const at = inSub.indexOf(1)
      const joined = [inSub.subarray(0, at), Buffer.from(piece), inSub.subarray(at + 1)]
      expect(read(Buffer.concat(joined))).toBe('claims_malformed')
    }
    expect(read(Buffer.from(payload, 'utf16le'))).toBe('claims_malformed')
    expect(read(`\ufeff${payload}`)).toBe('claims_malformed')
    expect(readWith({ sub: '"\\ud800"' })).toBe('claims_malformed')
  })

  it('T098 names of the prototype pollute nothing', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      expect(readWith({ [`${name}`]: '{"admin":true}' })).toBe('claims_malformed')
      expect(read(payload.replace('}', `,"${name}":{"admin":true}}`))).toBe('claims_malformed')
    }
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
    const token = reader.read(genuine) as { claims: object }
    expect(Object.isFrozen(token)).toBe(true)
    expect(Object.isFrozen(token.claims)).toBe(true)
  })

  it('members in another order, spaces and unknown members', () => {
    const { exp, ...rest } = JSON.parse(payload)
    expect(read({ exp, ...rest })).toBe('claims_malformed')
    expect(read(JSON.stringify(JSON.parse(payload), null, 1))).toBe('claims_malformed')
    expect(read({ ...JSON.parse(payload), role: 'admin' })).toBe('claims_malformed')
    expect(read(JSON.stringify(JSON.parse(payload)))).toEqual(accepted)
  })
})

describe('time', () => {
  it('T100 T101 exp is over at its very second, and leeway never extends it', () => {
    for (const exp of [now - 31, now - 30, now - 1, now]) {
      expect(readWith({ iat: `${now - 60}`, exp: `${exp}` })).toBe('expired')
    }
    expect(readWith({ exp: `${now + 1}` })).toEqual(accepted)
    expect(() => readerOf(format, { leewaySeconds: 301 })).toThrow(TypeError)
    expect(() => readerOf(format, { leewaySeconds: Number.NaN })).toThrow(TypeError)
  })

  it('T099 T102 T103 T104 T105 T106 T108 T111 exp is a whole number, spelt plainly', () => {
    const texts = [
      `"${now + 99}"`,
      '""',
      '"0x7fffffff"',
      `" ${now + 9} "`,
      '"4_000"',
      '"４０"',
      '"٤"',
    ]
    const numbers = [`${now + 99}.5`, `${now + 99}.0`, '1e309', '1e30', '1E400', '9007199254740993']
    const others = [
      '-1',
      '-0',
      '-1e9',
      'null',
      'true',
      '[]',
      `[${now + 99}]`,
      '{}',
      '9'.repeat(400),
    ]
    for (const value of [...texts, ...numbers, ...others]) {
      expect(readWith({ exp: value }), value).toBe('claims_malformed')
      expect(readWith({ iat: value }), value).toBe('claims_malformed')
    }
    expect(readWith({ exp: '0' })).toBe('lifetime_too_long')
  })

  it('T107 T114 a lifetime beyond the maximum, or none', () => {
    const refused: unknown[] = [Date.now(), now + 86_401, now].map((exp) =>
      readWith({ exp: `${exp}` }),
    )
    expect(refused).toEqual(['lifetime_too_long', 'lifetime_too_long', 'lifetime_too_long'])
    expect(readWith({ exp: `${now + 86_400}` })).toEqual(accepted)
    expect(readWith({ iat: `${now + 20}`, exp: `${now + 10}` })).toBe('lifetime_too_long')
  })

  it('T109 T110 a claim that is missing or spelt otherwise', () => {
    for (const name of ['iss', 'aud', 'sub', 'sid', 'iat', 'exp']) {
      const { [name]: value, ...rest } = JSON.parse(payload)
      expect(read(rest), name).toBe('claims_malformed')
      expect(read({ ...rest, [name.toUpperCase()]: value }), name).toBe('claims_malformed')
      expect(read({ ...rest, [`${name} `]: value }), name).toBe('claims_malformed')
    }
    const { exp, ...rest } = JSON.parse(payload)
    expect(reader.read(forgeSigned({ ...signedHeader, exp }, rest))).toBe('header_unknown')
  })

  it('T112 T113 T115 iat may run ahead by the leeway and no more', () => {
    const at = (iat: number): unknown => readWith({ iat: `${iat}`, exp: `${iat + 60}` })
    expect(at(now + 30)).toEqual(accepted)
    expect(at(now + 31)).toBe('issued_in_future')
    expect(at(now + 31_536_000)).toBe('issued_in_future')
    expect(read({ ...JSON.parse(payload), nbf: now - 1 })).toBe('claims_malformed')
    expect(read(payload.replace('}', ',"nbf":1e309}'))).toBe('claims_malformed')
  })

  it('T117 T119 a clock that gives no time opens nothing, and one set back recovers', () => {
    let time: unknown = Number.NaN
    const moving = createReader({ ...parties, formats: [format], clock: () => time as number })
    for (const nonsense of [Number.NaN, Number.POSITIVE_INFINITY, undefined, 'soon', 10n]) {
      time = nonsense
      expect(() => moving.read(genuine)).toThrow()
    }
    time = (now - 3600) * 1000
    expect(moving.read(genuine)).toBe('issued_in_future')
    time = now * 1000
    expect(moving.read(genuine)).toEqual(accepted)
    time = (now - 3600) * 1000
    expect(moving.read(genuine)).toBe('issued_in_future')
    time = (now + 315_360_000) * 1000
    expect(moving.read(genuine)).toBe('expired')
  })

  it('T118 the years 2038, 2106 and 9999', () => {
    for (const at of [2 ** 31 - 1, 2 ** 31, 2 ** 32, 253_402_300_799]) {
      const later = readerOf(format, { clock: () => at * 1000 })
      expect(later.read(issue(format, at))).toEqual(accepted)
      expect(later.read(issue(format, at - 3600))).toBe('expired')
    }
  })
})

describe('parties and subject', () => {
  it('T153 T155 T157 issuer and audience are exact texts', () => {
    const others = ['Ztoken', 'ztoken/', 'ztoken.evil', 'zt', '', 'ztoken ', 'other']
    for (const other of others) {
      expect(read({ ...JSON.parse(payload), iss: other }), other).toBe('issuer_mismatch')
      expect(read({ ...JSON.parse(payload), aud: other }), other).toBe('audience_mismatch')
    }
    for (const value of [['ztoken'], ['ztoken', 'evil'], [], [[]], null, 1, {}]) {
      expect(read({ ...JSON.parse(payload), iss: value })).toBe('claims_malformed')
      expect(read({ ...JSON.parse(payload), aud: value })).toBe('claims_malformed')
    }
  })

  it('T156 issuer and audience of a reader are texts, never patterns', () => {
    for (const party of [
      /ztoken/g,
      ['ztoken'],
      '',
      'zto"ken',
      'a\\b',
      'é',
      'x'.repeat(257),
      null,
    ]) {
      const options = { ...parties, formats: [format], clock: () => now * 1000 }
      expect(() => createReader({ ...options, issuer: party as string })).toThrow(TypeError)
      expect(() => createReader({ ...options, audience: party as string })).toThrow(TypeError)
    }
  })

  it('T154 sub and sid are ids', () => {
    for (const name of ['sub', 'sid']) {
      for (const id of [
        '',
        '1\0',
        '../1',
        'a b',
        'x'.repeat(129),
        'é',
        '-1',
        1,
        {},
        ['17'],
        null,
      ]) {
        expect(read({ ...JSON.parse(payload), [name]: id }), `${name} ${id}`).toBe(
          'claims_malformed',
        )
      }
      expect(read({ ...JSON.parse(payload), [name]: 'x'.repeat(128) })).toBeTypeOf('object')
    }
  })
})

it('T161 T163 T209 the claims have the same rules inside every format', () => {
  const inner = forgeSigned({ alg: 'none' }).replace(/[^.]+$/, '')
  const bodies = [
    inner,
    genuine,
    '[]',
    '',
    '"x"',
    'x'.repeat(2000),
    payload.replace(/,"exp":\d+/, ''),
  ]
  const sealed = readerOf(formats.encrypted as Format)
  const open = readerOf(formats.public as Format)
  const header = JSON.parse(
    Buffer.from(issue(formats.public as Format).split('.')[0] as string, 'base64url').toString(),
  )
  expect(sealed.read(forgeEncrypted())).toEqual(accepted)
  expect(open.read(forgePublic(header))).toEqual(accepted)
  for (const body of bodies) {
    expect(sealed.read(forgeEncrypted(undefined, body))).toBe('claims_malformed')
    expect(open.read(forgePublic(header, body))).toBe('claims_malformed')
  }
})
