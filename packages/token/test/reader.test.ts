import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  type AccessToken,
  createIssuer,
  createReader,
  type Format,
  type ItsdangerousFormat,
  RevocationList,
  type TokenReader,
} from '../src/index.ts'
import { forgeSigned, payload, signedHeader } from './forge.ts'
import { formats, issue, now, parties, readerOf, subject } from './kinds.ts'

const format = formats['signed HS256'] as Format
const flask = formats.itsdangerous as ItsdangerousFormat
const genuine = issue(format)

/** A reader whose clock the test sets. */
function movingReader(options: object = {}): { reader: TokenReader; at(seconds: number): void } {
  let time = now
  const clock = () => time * 1000
  const reader = createReader({ ...parties, formats: [format, flask], clock, ...options })
  return {
    reader,
    at(seconds) {
      time = seconds
    },
  }
}

describe('what is remembered is checked all the same', () => {
  it('T180 a remembered token ends at its expiry', () => {
    const { reader, at } = movingReader()
    expect(reader.read(genuine)).toBeTypeOf('object')
    at(now + 3599)
    expect(reader.read(genuine)).toBeTypeOf('object')
    at(now + 3600)
    expect(reader.read(genuine)).toBe('expired')
  })

  it('T180 a remembered token ends with its session', () => {
    const revocations = new RevocationList()
    const { reader } = movingReader({ revocations })
    expect(reader.read(genuine)).toBeTypeOf('object')
    revocations.revoke('another session', now + 9000, now)
    expect(reader.read(genuine)).toBeTypeOf('object')
    revocations.revoke(subject.sid, now + 9000, now)
    expect(reader.read(genuine)).toBe('revoked')
  })

  it('T181 two tokens that end alike are two tokens', () => {
    const { reader } = movingReader()
    expect(reader.read(genuine)).toBeTypeOf('object')
    for (let cut = 1; cut < genuine.length - 22; cut += 7) {
      const twin = `${'A'.repeat(cut)}${genuine.slice(cut)}`
      expect(reader.read(twin)).toBeTypeOf('string')
    }
    expect(reader.read(genuine)).toBeTypeOf('object')
  })

  it('T181 a small memory forgets, and never mixes up', () => {
    const tokens = Array.from({ length: 300 }, (_, at) => issue(format, now - at))
    for (const cacheSize of [0, 1, 2, 7, 64, 1000]) {
      const reader = readerOf(format, { cacheSize })
      for (let round = 0; round < 3; round += 1) {
        for (const [at, token] of tokens.entries()) {
          expect((reader.read(token) as AccessToken).claims.iat).toBe(now - at)
        }
        for (const [at, token] of [...tokens.entries()].reverse()) {
          expect((reader.read(token) as AccessToken).claims.iat).toBe(now - at)
        }
      }
    }
  })

  it('T183 T256 many readers at once each get their own subject', async () => {
    const { reader } = movingReader()
    const issuer = createIssuer({
      ...parties,
      format,
      clock: () => now * 1000,
      accessTokenSeconds: 60,
    })
    const subs = Array.from({ length: 1000 }, (_, at) => `user-${at}`)
    const tokens = subs.map((sub) => issuer.issue({ ...subject, sub }).token)
    const read = await Promise.all(
      [...tokens, ...tokens].map(async (token) => {
        await null
        return (reader.read(token) as AccessToken).claims.sub
      }),
    )
    expect(read).toEqual([...subs, ...subs])
  })

  it('T184 what one caller gets cannot be changed under another', () => {
    const { reader } = movingReader()
    const found = reader.read(genuine) as AccessToken
    expect(() => Object.assign(found.claims, { sub: 'root' })).toThrow(TypeError)
    expect((reader.read(genuine) as AccessToken).claims.sub).toBe('17')
  })
})

describe('revocation of tokens that have no session', () => {
  const bare = flask.sign({ id: 17 }, now - 60, now + 3600)

  it('T246 the one token, by its fingerprint, and every token up to a second', () => {
    const revocations = new RevocationList()
    const { reader } = movingReader({ revocations })
    const found = reader.read(bare) as AccessToken
    const digest = createHash('sha256').update(bare).digest('base64url')
    expect(found).toMatchObject({
      claims: { sub: '17', sid: null },
      revocationKey: `token/${digest}`,
    })
    revocations.revoke(found.revocationKey, now + 3600, now)
    expect(reader.read(bare)).toBe('revoked')

    const others = [now - 60, now - 30, now - 29].map((iat) =>
      flask.sign({ id: 17 }, iat, now + 999),
    )
    const stranger = flask.sign({ id: 18 }, now - 60, now + 3600)
    revocations.revokeUser('17', now - 30, now + 3600)
    expect(others.map((token) => typeof reader.read(token))).toEqual(['string', 'string', 'object'])
    expect(reader.read(stranger)).toBeTypeOf('object')
    revocations.revokeUser('17', now - 40, now + 100)
    expect(reader.read(others[1])).toBe('revoked')
    expect(reader.read(genuine)).toBeTypeOf('object')
  })

  it('an entry leaves when its last token has expired, never earlier', () => {
    const revocations = new RevocationList()
    const claims = (reader: TokenReader): AccessToken => reader.read(genuine) as AccessToken
    const found = claims(movingReader().reader)
    revocations.revoke(subject.sid, now + 3600, now)
    revocations.revoke(subject.sid, now + 60, now)
    revocations.revokeUser('99', now, now + 10)
    for (let n = 0; n < 5000; n += 1) revocations.revoke(`s${n}`, now + 10, now + 20)
    expect(revocations.size).toBeLessThan(3000)
    expect(revocations.isRevoked(found.revocationKey, found.claims)).toBe(true)
    for (let n = 0; n < 5000; n += 1) revocations.revoke(`t${n}`, now + 9000, now + 3601)
    expect(revocations.isRevoked(found.revocationKey, found.claims)).toBe(false)
    expect(revocations.isRevoked('t1', found.claims)).toBe(true)
  })
})

describe('issuing', () => {
  it('T170 T171 T173 T175 T179 nothing but two ids goes into a token, and these claims come out', () => {
    const issuer = createIssuer({
      ...parties,
      format,
      clock: () => now * 1000,
      accessTokenSeconds: 60,
    })
    const ids = [
      '',
      '../1',
      'a b',
      '1\0',
      'x'.repeat(129),
      1,
      null,
      undefined,
      {},
      10n,
      Symbol('x'),
    ]
    for (const id of ids as string[]) {
      expect(() => issuer.issue({ ...subject, sub: id })).toThrow(TypeError)
      expect(() => issuer.issue({ ...subject, sid: id })).toThrow(TypeError)
    }
    const greedy = { ...subject, exp: 9e9, iss: 'evil', role: 'admin', kid: 'x', phone: '138' }
    const { token, claims } = issuer.issue(greedy)
    expect(claims).toEqual({ iss: 'ztoken', aud: 'ztoken', ...subject, iat: now, exp: now + 60 })
    expect(JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())).toEqual(
      claims,
    )
  })

  it('T174 the lifetime is exactly what was asked for, whatever the milliseconds', () => {
    for (const fraction of [0, 1, 499, 500, 999]) {
      const clock = () => now * 1000 + fraction
      const { claims } = createIssuer({ ...parties, format, clock, accessTokenSeconds: 7 }).issue(
        subject,
      )
      expect([claims.iat, claims.exp]).toEqual([now, now + 7])
    }
    const broken = createIssuer({
      ...parties,
      format,
      clock: () => Number.NaN,
      accessTokenSeconds: 7,
    })
    expect(() => broken.issue(subject)).toThrow(RangeError)
  })
})

it('T104 T107 a reader decides the longest lifetime itself', () => {
  const strict = readerOf(format, { maximumTokenSeconds: 60 })
  expect(strict.read(issue(format, now, 60))).toBeTypeOf('object')
  expect(strict.read(issue(format, now, 61))).toBe('lifetime_too_long')
  expect(strict.read(forgeSigned(signedHeader, payload))).toBe('lifetime_too_long')
})
