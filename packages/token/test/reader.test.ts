import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createClaimsText } from '../src/claims.ts'
import {
  type AccessToken,
  createIssuer,
  createReader,
  type Format,
  type ItsdangerousFormat,
  type OwnFormat,
  type ReaderOptions,
  RevocationList,
  type TokenFault,
  type TokenReader,
} from '../src/index.ts'
import { forgeSigned, payload, signedHeader } from './forge.ts'
import { formats, issue, now, parties, readerOf, subject } from './kinds.ts'

const format = formats['signed HS256'] as Format
const flask = formats.itsdangerous as ItsdangerousFormat
const genuine = issue(format)

/** A reader whose clock the test sets, and what is revoked beside it, as a guard has them. */
function movingReader({
  revocations,
  ...options
}: Partial<ReaderOptions> & { revocations?: RevocationList<string> } = {}): {
  reader: TokenReader
  at(seconds: number): void
} {
  let time = now
  const clock = () => time * 1000
  const reader = createReader({ ...parties, formats: [format, flask], clock, ...options })

  function read(token: unknown): AccessToken | TokenFault {
    const found = reader.read(token)
    if (typeof found === 'string' || revocations === undefined) return found
    const reason = revocations.reasonOf(found.revocationKey, found.claims, time)
    return reason === null ? found : 'revoked'
  }
  return {
    reader: { ...reader, read },
    at(seconds) {
      time = seconds
    },
  }
}

/** A format without cryptography whose tokens all end alike, and which counts what it opens. */
function countingFormat(): { format: OwnFormat; seal(sub: string): string; opened(): number } {
  const start = 'counting.'
  const end = `.${'x'.repeat(40)}`
  let opened = 0
  const open = (token: string): string | null => {
    opened += 1
    if (!token.endsWith(end)) return null
    return Buffer.from(token.slice(start.length, -end.length), 'base64url').toString('latin1')
  }
  const seal = (text: string): string => `${start}${Buffer.from(text).toString('base64url')}${end}`
  const claims = createClaimsText(parties)
  return {
    format: { name: 'signed', keys: [{ kid: 'one', header: 'counting', open }], seal },
    seal: (sub) =>
      seal(
        claims.write({ iss: 'ztoken', aud: 'ztoken', ...subject, sub, iat: now, exp: now + 60 }),
      ),
    opened: () => opened,
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
    const revocations = new RevocationList(['logged_out'])
    const { reader } = movingReader({ revocations })
    expect(reader.read(genuine)).toBeTypeOf('object')
    revocations.revoke('another session', now + 9000, 'logged_out', now)
    expect(reader.read(genuine)).toBeTypeOf('object')
    revocations.revoke(subject.sid, now + 9000, 'logged_out', now)
    expect(reader.read(genuine)).toBe('revoked')
  })

  it('T180 a remembered token without a session ends with its revocation, or with its user', () => {
    const revocations = new RevocationList(['logged_out', 'banned'])
    const { reader } = movingReader({ revocations })
    const [one, two] = [now - 2, now - 1].map((iat) => flask.sign({ id: 17 }, iat, now + 99))
    const key = (reader.read(one) as AccessToken).revocationKey
    expect([reader.read(one), reader.read(two)]).toEqual([expect.any(Object), expect.any(Object)])
    revocations.revoke(key, now + 99, 'logged_out', now)
    expect([reader.read(one), reader.read(two)]).toEqual(['revoked', expect.any(Object)])
    revocations.revokeUser('17', now, now + 99, 'banned', now)
    expect([reader.read(one), reader.read(two)]).toEqual(['revoked', 'revoked'])
  })

  it('T180 a remembered token ends with its key, and neither comes back by being asked again', () => {
    const revocations = new RevocationList(['logged_out'])
    const { reader, at } = movingReader({ revocations, formats: [format] })
    const old = issue(format, now - 1)
    expect([reader.read(old), reader.read(genuine)]).toEqual([
      expect.any(Object),
      expect.any(Object),
    ])
    revocations.revoke(subject.sid, now + 9000, 'logged_out', now)
    for (let again = 0; again < 3; again += 1) expect(reader.read(genuine)).toBe('revoked')
    at(now + 3600)
    for (let again = 0; again < 3; again += 1) expect(reader.read(genuine)).toBe('expired')
    at(now)
    reader.removeKey((format as OwnFormat).keys[0]?.kid as string)
    for (let again = 0; again < 3; again += 1) {
      expect([reader.read(old), reader.read(genuine)]).toEqual(['header_unknown', 'header_unknown'])
    }
  })

  it('T181 two tokens that end alike are two tokens', () => {
    const { reader } = movingReader()
    expect(reader.read(genuine)).toBeTypeOf('object')
    for (let cut = 1; cut < genuine.length - 22; cut += 7) {
      const twin = `${'A'.repeat(cut)}${genuine.slice(cut)}`
      expect(reader.read(twin)).toBe(twin.includes('.') ? 'not_authentic' : 'malformed')
    }
    expect(reader.read(genuine)).toBeTypeOf('object')
  })

  it('T181 two authentic tokens that agree in all but the start are two tokens', () => {
    const { format: alike, seal } = countingFormat()
    const reader = createReader({ ...parties, formats: [alike], clock: () => now * 1000 })
    const subs = Array.from({ length: 200 }, (_, n) => `user-${n}`)
    const tokens = subs.map((sub) => seal(sub))
    expect(new Set(tokens.map((token) => token.slice(-22))).size).toBe(1)
    for (let round = 0; round < 3; round += 1) {
      expect(tokens.map((token) => (reader.read(token) as AccessToken).claims.sub)).toEqual(subs)
    }
  })

  it('T181 a hundred thousand bad tokens leave nothing behind and push nothing out', () => {
    const { format: counting, seal, opened } = countingFormat()
    const reader = createReader({
      ...parties,
      formats: [counting],
      clock: () => now * 1000,
      cacheSize: 2,
    })
    const good = seal('17')
    expect(reader.read(good)).toBeTypeOf('object')
    const bad = (n: number): string => `${counting.keys[0]?.header}.bad-${n}`
    for (let n = 0; n < 100_000; n += 1) {
      if (reader.read(bad(n)) !== 'not_authentic') throw new Error('a bad token was accepted')
    }
    expect(opened()).toBe(100_001)
    expect(reader.read(good)).toBeTypeOf('object')
    expect(opened()).toBe(100_001)
    expect(reader.read(bad(7))).toBe('not_authentic')
    expect(opened()).toBe(100_002)
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

it('a reader says in which format a token came', () => {
  const named = Object.values(formats).map((one) => {
    const found = readerOf(one).read(issue(one)) as AccessToken
    return [found.format, one.name]
  })
  expect(named.map(([format]) => format)).toEqual([
    ...['encrypted', 'signed', 'signed', 'public', 'itsdangerous'],
  ])
  for (const [format, name] of named) expect(format).toBe(name)
})

describe('revocation of tokens that have no session', () => {
  const bare = flask.sign({ id: 17 }, now - 60, now + 3600)

  it('T246 the one token, by its fingerprint, and every token up to a second', () => {
    const revocations = new RevocationList(['logged_out', 'banned'])
    const { reader } = movingReader({ revocations })
    const found = reader.read(bare) as AccessToken
    const digest = createHash('sha256').update(bare).digest('base64url')
    expect(found).toMatchObject({
      claims: { sub: '17', sid: null },
      revocationKey: `token/${digest}`,
    })
    revocations.revoke(found.revocationKey, now + 3600, 'logged_out', now)
    expect(reader.read(bare)).toBe('revoked')

    const others = [now - 60, now - 30, now - 29].map((iat) =>
      flask.sign({ id: 17 }, iat, now + 999),
    )
    const stranger = flask.sign({ id: 18 }, now - 60, now + 3600)
    revocations.revokeUser('17', now - 30, now + 3600, 'banned', now)
    expect(others.map((token) => typeof reader.read(token))).toEqual(['string', 'string', 'object'])
    expect(reader.read(stranger)).toBeTypeOf('object')
    revocations.revokeUser('17', now - 40, now + 100, 'banned', now)
    expect(reader.read(others[1])).toBe('revoked')
    expect(reader.read(genuine)).toBeTypeOf('object')
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
