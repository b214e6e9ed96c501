import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  createReader,
  type ItsdangerousFormat,
  itsdangerousFormat,
  type TokenFault,
} from '../src/index.ts'
import { base64url } from './forge.ts'
import { now, parties, readerOf, subject } from './kinds.ts'

const secret = 'a short one'
const format = itsdangerousFormat({ secrets: [secret] })
const reader = readerOf(format)

/** Signs any header and payload bytes with the application's own key. */
function forge(
  header: string | object,
  payload: string | object | Uint8Array,
  key = secret,
): string {
  const text = (part: unknown): string | Uint8Array =>
    typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part)
  const input = `${base64url(text(header))}.${base64url(text(payload))}`
  return `${input}.${createHmac('sha512', key).update(input).digest('base64url')}`
}
const header = { alg: 'HS512', iat: now, exp: now + 60 }
const genuine = format.sign({ id: 17 }, now, now + 60)

/** Exactly these faults, in the order of the alphabet. */
function refuses(
  tokens: readonly string[],
  faults: readonly TokenFault[] = ['not_authentic'],
): void {
  expect([...new Set(tokens.map((token) => reader.read(token)))].sort()).toEqual(faults)
  expect(reader.read(genuine)).toBeTypeOf('object')
}

it('the forge makes genuine tokens, so its refusals mean something', () => {
  expect(forge(header, { id: 17 })).toBe(genuine)
})

describe('keys as the Python class makes them', () => {
  it('T222 T241 a salt, even an empty one, makes another key; texts are UTF-8', () => {
    const salts = [null, '', 'api', 'itsdangerous', '盐']
    const all = salts.map((salt) => itsdangerousFormat({ secrets: ['密钥'], salt }))
    const tokens = all.map((one) => one.sign({ id: 1 }, now, now + 60))
    for (const [at, one] of all.entries()) {
      expect(tokens.map((token) => one.open(token) !== null)).toEqual(salts.map((_, n) => n === at))
    }
    const derived = createHash('sha1').update('apisigner密钥', 'utf8').digest()
    const input = (tokens[2] as string).slice(0, (tokens[2] as string).lastIndexOf('.'))
    const mac = createHmac('sha512', derived).update(input).digest('base64url')
    expect(tokens[2]).toBe(`${input}.${mac}`)
  })

  it('T223 the algorithm is the configured one and no other', () => {
    const algorithms = ['HS512', 'HS384', 'HS256'] as const
    const all = algorithms.map((algorithm) => itsdangerousFormat({ secrets: [secret], algorithm }))
    const tokens = all.map((one) => one.sign({ id: 1 }, now, now + 60))
    for (const [at, one] of all.entries()) {
      expect(tokens.map((token) => one.open(token) !== null)).toEqual(
        algorithms.map((_, n) => n === at),
      )
    }
    for (const algorithm of ['none', 'RS256', '__proto__', 'toString', '']) {
      const build = () => itsdangerousFormat({ secrets: [secret], algorithm: algorithm as 'HS512' })
      expect(build).toThrow(TypeError)
      refuses([forge({ ...header, alg: algorithm }, { id: 17 })])
    }
    expect(() => itsdangerousFormat({ secrets: [secret], salt: 7 as unknown as string })).toThrow(
      TypeError,
    )
  })

  it('T242 the newest secret signs, every listed one reads', () => {
    const ring = itsdangerousFormat({ secrets: ['newest', 'older', 'oldest'] })
    const only = (text: string): ItsdangerousFormat => itsdangerousFormat({ secrets: [text] })
    for (const text of ['newest', 'older', 'oldest']) {
      expect(ring.open(only(text).sign(1, now, now + 60))).not.toBeNull()
    }
    expect(ring.open(only('gone').sign(1, now, now + 60))).toBeNull()
    expect(only('newest').open(ring.sign(1, now, now + 60))).not.toBeNull()
  })
})

describe('what the Python class takes and nobody writes is refused', () => {
  it('T225 T227 T228 T229 T230 T231 T238 times are whole numbers in the header', () => {
    const text = (name: string, value: string): string => {
      const times: Record<string, string> = { iat: `${now}`, exp: `${now + 60}`, [name]: value }
      return `{"alg":"HS512","iat":${times.iat},"exp":${times.exp}}`
    }
    const values = [`"${now + 60}"`, `${now + 60}.5`, `${now + 60}.0`, '1e309', '1.8e9', '-1', '-0']
    const others = ['null', 'true', '[]', '{}', 'NaN', 'Infinity', '1_000', '９', '9'.repeat(5000)]
    for (const name of ['iat', 'exp']) {
      refuses(
        [...values, ...others].map((value) => forge(text(name, value), { id: 17 })),
        ['malformed', 'not_authentic'],
      )
    }
    const { exp, iat, ...rest } = header
    refuses([forge({ ...rest, iat }, { id: 17, exp }), forge({ ...rest, exp }, { id: 17 })])
  })

  it('T226 the last second is still valid, as there; iat is not looked at, as there', () => {
    const at = (seconds: number) => readerOf(format, { clock: () => seconds * 1000 }).read(genuine)
    expect(at(now + 60)).toBeTypeOf('object')
    expect(at(now + 61)).toBe('expired')
    expect(at(now - 86_400)).toBeTypeOf('object')
  })

  it('T232 T233 T235 the MAC and the segments have one spelling', () => {
    const [h, p, s] = genuine.split('.') as [string, string, string]
    const ends = ['=', '==', '==AAAA', '!!!!', '\n', ' ', 'é', '\0']
    refuses(ends.map((end) => genuine + end))
    refuses([` ${genuine}`, `${h}=.${p}.${s}`, `${h}.${p}=.${s}`])
    const padded = `${h}.${p}=`
    refuses([`${padded}.${createHmac('sha512', secret).update(padded).digest('base64url')}`])
  })

  it('T234 four parts, with a MAC over the first three', () => {
    const input = `${genuine.split('.').slice(0, 2).join('.')}.x`
    refuses([`${input}.${createHmac('sha512', secret).update(input).digest('base64url')}`])
  })

  it('T236 T237 T239 crit, b64, repeated members, depth, unclean text', () => {
    const text = JSON.stringify(header)
    refuses(
      [
        forge({ ...header, crit: ['x'] }, { id: 17 }),
        forge({ ...header, b64: false }, { id: 17 }),
        forge(text.replace('{', '{"alg":"none",'), { id: 17 }),
        forge(text.replace('}', `,"exp":${now + 999}}`), { id: 17 }),
        forge(header, '{"id":17,"id":18}'),
        forge(header, '['.repeat(1000) + ']'.repeat(1000)),
        forge(header, Buffer.from([0xff, 0xfe])),
        forge(header, '\ufeff{"id":17}'),
        forge(header, '{"id":"\\ud800"}'),
        forge(header, 'NaN'),
        forge(header, ''),
        forge('', { id: 17 }),
        forge('[]', { id: 17 }),
        forge('null', { id: 17 }),
        forge(Buffer.from([0xff]).toString('latin1'), { id: 17 }),
      ],
      ['malformed', 'not_authentic'],
    )
    const input = `${Buffer.from([0x7b, 0xff]).toString('base64url')}.e30`
    refuses([`${input}.${createHmac('sha512', secret).update(input).digest('base64url')}`])
  })

  it('T244 the subject is a number or a text, and never a guess', () => {
    const sub = (payload: unknown): unknown => {
      const found = reader.read(format.sign(payload, now, now + 60))
      return typeof found === 'string' ? found : found.claims.sub
    }
    expect([sub({ id: 17 }), sub({ id: '17' }), sub({ id: 0 })]).toEqual(['17', '17', '0'])
    const others = [true, null, [], {}, 1.5, -1, '', 'a b', [17]].map((id) => ({ id }))
    for (const payload of [...others, {}, [], 'x', null, 17, { ID: 17 }, { id: 17, sid: 5 }]) {
      expect(sub(payload), JSON.stringify(payload)).toBe('not_authentic')
    }
  })

  it('T245 the other families of the Python library under the same secret', () => {
    const sha1 = (text: string, key: string): string =>
      createHmac('sha1', createHash('sha1').update(key).digest()).update(text).digest('base64url')
    const body = base64url('{"id":17}')
    const stamp = base64url(Buffer.from([0x6a, 0x55, 0x00, 0x00]))
    refuses([
      `${body}.${stamp}.${sha1(`${body}.${stamp}`, `itsdangerous.Signersigner${secret}`)}`,
      `${body}.${stamp}.${sha1(`${body}.${stamp}`, `cookie-sessionsigner${secret}`)}`,
      `${body}.${sha1(body, `itsdangerous.Signersigner${secret}`)}`,
    ])
  })
})

describe('tokens made here', () => {
  it('T221 are what the Python class writes: header, payload, and the id as the number it was', () => {
    const claims = { iss: 'x', aud: 'x', ...subject, iat: now, exp: now + 60 }
    const [head, body] = format
      .issue(claims)
      .split('.')
      .map((part) => Buffer.from(part, 'base64url'))
    expect(String(head)).toBe(`{"alg":"HS512","iat":${now},"exp":${now + 60}}`)
    expect(String(body)).toBe(`{"id":17,"sid":"${subject.sid}"}`)
    const text = Buffer.from(
      format.issue({ ...claims, sub: 'u-1' }).split('.')[1] as string,
      'base64url',
    )
    expect(String(text)).toBe(`{"id":"u-1","sid":"${subject.sid}"}`)
    expect(reader.read(format.issue(claims))).toMatchObject({
      claims: { sub: '17', sid: subject.sid },
    })
  })

  it('T150 are not taken where the format is not switched on', () => {
    const without = createReader({
      ...parties,
      formats: [itsdangerousFormat({ secrets: ['another'] })],
      clock: () => now * 1000,
    })
    expect(without.read(genuine)).toBe('not_authentic')
  })
})
