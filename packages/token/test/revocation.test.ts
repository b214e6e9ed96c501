import { createHash, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Claims, RevocationList } from '../src/index.ts'
import { now } from './kinds.ts'

const reasons = ['logged_out', 'kicked_out', 'banned'] as const
type Reason = (typeof reasons)[number]

const newList = (): RevocationList<Reason> => new RevocationList(reasons)
const isRevoked = (list: RevocationList<Reason>, key: string, claims: Claims): boolean =>
  list.reasonOf(key, claims) !== null
const inSession: Claims = { iss: 'i', aud: 'a', sub: '17', sid: 's', iat: now, exp: now + 3600 }
const bare: Claims = { ...inSession, sid: null }
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
const tokenKey = (digest: Buffer): string => `token/${digest.toString('base64url')}`

/** Enough calls to sweep everything at least once. */
function sweepAll(list: RevocationList<Reason>, at: number): void {
  for (let call = 0; call < 1024; call += 1) list.sweep(at)
}

/** A UUID of version 4 for a number, always the same. */
function uuidOf(n: number): string {
  const hex = digestOf(`uuid ${n}`).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A key of each kind in turn: as sessions have it, as a token without one, as anything. */
function keyOf(n: number): string {
  if (n % 8 === 6) return tokenKey(digestOf(`token ${n}`))
  return n % 8 === 7 ? `session-${n}` : uuidOf(n)
}

describe('what a list answers', () => {
  it('nothing is revoked in an empty list, and what was never revoked is not in a full one', () => {
    const list = newList()
    expect([list.size, list.bytes, list.reasonOf(uuidOf(1), bare)]).toEqual([0, 0, null])
    for (let n = 0; n < 5000; n += 1) list.revoke(keyOf(n), now + 60, 'banned', now)
    for (let n = 5000; n < 10_000; n += 1) expect(isRevoked(list, keyOf(n), inSession)).toBe(false)
    for (let n = 0; n < 5000; n += 1) expect(isRevoked(list, keyOf(n), inSession)).toBe(true)
    expect(list.size).toBe(5000)
  })

  it('the first reason stands, and the later end', () => {
    const list = newList()
    for (const key of [keyOf(1), keyOf(6), keyOf(7)]) {
      list.revoke(key, now + 100, 'kicked_out', now)
      list.revoke(key, now + 200, 'logged_out', now)
      list.revoke(key, now + 50, 'banned', now)
      expect(list.reasonOf(key, inSession)).toBe('kicked_out')
    }
    expect(list.size).toBe(3)
    sweepAll(list, now + 200)
    expect(list.size).toBe(3)
    list.revoke(keyOf(1), now + 500, 'banned', now + 201)
    expect(list.reasonOf(keyOf(1), inSession)).toBe('banned')
  })

  it('as many reasons as fit into a byte, each read back', () => {
    const many = Array.from({ length: 255 }, (_, n) => `reason_${n}`)
    const list = new RevocationList(many)
    for (const [n, reason] of many.entries()) list.revoke(uuidOf(n), now, reason, now)
    expect(many.map((_, n) => list.reasonOf(uuidOf(n), inSession))).toEqual(many)
  })

  it('a user: tokens without a session up to a second, both times widened, the newest reason', () => {
    const list = newList()
    list.revokeUser('17', now, now + 100, 'banned', now)
    list.revokeUser('17', now - 50, now + 50, 'kicked_out', now)
    const key = keyOf(6)
    expect(list.reasonOf(key, bare)).toBe('kicked_out')
    expect(isRevoked(list, key, bare)).toBe(true)
    expect(list.reasonOf(key, { ...bare, iat: now + 1 })).toBeNull()
    expect(list.reasonOf(key, { ...bare, sub: '18' })).toBeNull()
    expect(list.reasonOf(uuidOf(1), inSession)).toBeNull()
    sweepAll(list, now + 100)
    expect(isRevoked(list, key, bare)).toBe(true)
    sweepAll(list, now + 101)
    expect([list.size, list.reasonOf(key, bare)]).toEqual([0, null])
  })

  it('a user whose revocation has ended starts anew, swept or not', () => {
    const list = newList()
    list.revokeUser('17', now, now + 10, 'banned', now)
    list.revokeUser('17', now - 50, now + 20, 'kicked_out', now + 11)
    expect(list.reasonOf(keyOf(6), { ...bare, iat: now - 50 })).toBe('kicked_out')
    expect(list.reasonOf(keyOf(6), { ...bare, iat: now - 49 })).toBeNull()
  })

  it('what cannot be meant is refused', () => {
    const list = newList()
    for (const wrong of [[], ['a', 'a'], Array.from({ length: 256 }, (_, n) => `${n}`)]) {
      expect(() => new RevocationList(wrong)).toThrow(TypeError)
    }
    expect(() => list.revoke('s', now, 'toString' as Reason, now)).toThrow(TypeError)
    expect(() => list.revokeUser('17', now, now, 'constructor' as Reason, now)).toThrow(TypeError)
    for (const time of [Number.NaN, undefined as unknown as number, '9' as unknown as number]) {
      expect(() => list.revoke('s', time, 'banned', now)).toThrow(TypeError)
      expect(() => list.revoke('s', now, 'banned', time)).toThrow(TypeError)
      expect(() => list.revokeUser('17', time, now, 'banned', now)).toThrow(TypeError)
      expect(() => list.revokeUser('17', now, time, 'banned', now)).toThrow(TypeError)
      expect(() => list.revokeUser('17', now, now, 'banned', time)).toThrow(TypeError)
      expect(() => list.sweep(time)).toThrow(TypeError)
    }
    expect(list.size).toBe(0)
  })
})

describe('no key stands for another', () => {
  /** The first 16 bytes as a UUID would have them. */
  function asUuid(bytes: Buffer): string {
    const hex = bytes.subarray(0, 16).toString('hex')
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
  }

  it('a UUID, a token and a text whose 128 bits are the same are three', () => {
    let compared = 0
    for (let n = 0; n < 400; n += 1) {
      const digest = digestOf(`text ${n}`)
      const keys = [asUuid(digest), tokenKey(digest), `text ${n}`]
      for (const [at, key] of keys.entries()) {
        const list = newList()
        list.revoke(key, now, 'banned', now)
        expect(keys.map((other) => isRevoked(list, other, inSession))).toEqual(
          keys.map((_, other) => other === at),
        )
        compared += 1
      }
    }
    expect(compared).toBe(1200)
  })

  it('texts that are almost a UUID or almost a fingerprint are themselves', () => {
    const uuid = '3f2b8c1d-9e4a-4b6c-8d7e-0a1b2c3d4e5f'
    const fingerprint = tokenKey(digestOf('a token'))
    const texts = [
      uuid,
      uuid.toUpperCase(),
      uuid.replaceAll('-', ''),
      uuid.replace('-', '_'),
      ...[8, 13, 18, 23].map((at) => `${uuid.slice(0, at)}0${uuid.slice(at + 1)}`),
      ...[0, 6, 9, 15, 19, 21, 25, 30, 35].flatMap((at) =>
        ['0', 'g'].map((digit) => `${uuid.slice(0, at)}${digit}${uuid.slice(at + 1)}`),
      ),
      // What a table of 128 or 256 characters, or a lost upper byte, would take for digits.
      ...['\u0133', '\u0233', '\uff13', '\u00b3', '/', ':', '`', 'A', '\0'].map(
        (digit) => `${uuid.slice(0, 5)}${digit}${uuid.slice(6)}`,
      ),
      `${uuid}0`,
      ` ${uuid}`,
      uuid.slice(0, 35),
      '',
      ...['4', '7', 'c', 'f'].map((variant) => `${uuid.slice(0, 19)}${variant}${uuid.slice(20)}`),
      fingerprint,
      `${fingerprint}=`,
      `${fingerprint}A`,
      fingerprint.slice(0, -1),
      fingerprint.replace('token/', 'Token/'),
      fingerprint.replace('token/', ''),
      'token/',
      'token/****',
      `token/${uuid}`,
    ]
    expect(new Set(texts).size).toBe(texts.length)
    for (const [at, text] of texts.entries()) {
      const list = newList()
      list.revoke(text, now, 'banned', now)
      expect(texts.map((other) => isRevoked(list, other, inSession))).toEqual(
        texts.map((_, other) => other === at),
      )
    }
  })

  it('UUIDs that are times and counters, of every version, are told apart and found', () => {
    const shapes: readonly ((hex: string) => string)[] = [
      (hex) => `0000${hex}-0000-1000-8000-000000000000`,
      (hex) => `00000000-0000-4000-8000-00000000${hex}`,
      (hex) => `00000000-${hex}-6000-8000-000000000000`,
      (hex) => `0000${hex}-${hex}-7000-8000-0000${hex}0000`,
    ]
    const list = newList()
    const keys = shapes.flatMap((shape) =>
      Array.from({ length: 5000 }, (_, n) => shape((n + 1).toString(16).padStart(4, '0'))),
    )
    for (const key of keys) list.revoke(key, now, 'banned', now)
    expect(list.size).toBe(20_000)
    expect(keys.every((key) => isRevoked(list, key, inSession))).toBe(true)
    expect(list.bytes / list.size).toBeLessThan(45)
  })

  it('two that differ in any one of their digits are two, found or not', () => {
    const uuid = '3f2b8c1d-9e4a-4b6c-8d7e-0a1b2c3d4e5f'
    const places = [...uuid].flatMap((digit, at) => (digit === '-' || at === 19 ? [] : [at]))
    const others = places.flatMap((at) =>
      [...'0123456789abcdef']
        .filter((digit) => digit !== uuid[at])
        .map((digit) => `${uuid.slice(0, at)}${digit}${uuid.slice(at + 1)}`),
    )
    expect(others.length).toBe(31 * 15)
    const list = newList()
    list.revoke(uuid, now, 'banned', now)
    expect(others.some((other) => isRevoked(list, other, inSession))).toBe(false)
    for (const other of others) list.revoke(other, now, 'logged_out', now)
    expect(list.size).toBe(others.length + 1)
    expect(others.every((other) => list.reasonOf(other, inSession) === 'logged_out')).toBe(true)
    expect(list.reasonOf(uuid, inSession)).toBe('banned')
  })
})

describe('A126 an entry leaves when the last token it concerns has expired, never earlier', () => {
  it('not before its second, whatever is revoked and swept meanwhile', () => {
    const list = newList()
    for (let n = 0; n < 2000; n += 1) list.revoke(keyOf(n), now + 1 + n, 'banned', now)
    for (let at = now; at <= now + 2001; at += 50) {
      for (let n = 10_000; n < 10_200; n += 1) list.revoke(keyOf(n), at + 1, 'logged_out', at)
      sweepAll(list, at)
      for (let n = 0; n < 2000; n += 1) {
        if (now + 1 + n >= at) expect(list.reasonOf(keyOf(n), inSession)).toBe('banned')
      }
    }
  })

  it('a fraction of a second counts as the whole, zero and less as second zero', () => {
    const list = newList()
    list.revoke(keyOf(1), 99.2, 'banned', 10)
    list.revoke(keyOf(2), -5, 'banned', 0)
    sweepAll(list, 0)
    expect([keyOf(1), keyOf(2)].map((key) => isRevoked(list, key, inSession))).toEqual([true, true])
    sweepAll(list, 100)
    expect([isRevoked(list, keyOf(1), inSession), list.size]).toEqual([true, 1])
    sweepAll(list, 100.5)
    expect(list.size).toBe(0)
  })

  it('what is revoked until beyond 2106 never leaves, nor does a user until the year 9999', () => {
    const list = newList()
    const yearLast = 253_402_300_799
    list.revoke(keyOf(1), yearLast, 'banned', now)
    list.revoke(keyOf(6), Number.POSITIVE_INFINITY, 'banned', now)
    list.revokeUser('17', yearLast, yearLast, 'banned', now)
    for (const at of [2 ** 32 - 1, 2 ** 32, yearLast]) {
      sweepAll(list, at)
      expect(isRevoked(list, keyOf(1), inSession)).toBe(true)
      expect(isRevoked(list, keyOf(6), inSession)).toBe(true)
      expect(isRevoked(list, keyOf(2), { ...bare, iat: at })).toBe(true)
    }
    sweepAll(list, yearLast + 1)
    expect(list.size).toBe(2)
  })

  it('any order of revoking, sweeping and passing time answers as a plain map does', () => {
    const reason = fc.constantFrom(...reasons)
    const life = fc.integer({ min: 0, max: 40 })
    const step = fc.oneof(
      fc.record({ do: fc.constant('revoke'), from: fc.nat(900), count: fc.nat(700), life, reason }),
      fc.record({ do: fc.constant('user'), sub: fc.nat(9), before: fc.nat(60), life, reason }),
      fc.record({ do: fc.constant('sweep'), calls: fc.nat(400) }),
      fc.record({ do: fc.constant('wait'), seconds: fc.nat(15) }),
    )
    const keys = Array.from({ length: 1600 }, (_, n) => keyOf(n))
    let checks = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const list = newList()
        const known = new Map<string, { until: number; reason: Reason }>()
        const users = new Map<string, { before: number; until: number; reason: Reason }>()
        let at = 100
        for (const one of steps) {
          if ('seconds' in one) at += one.seconds
          if ('calls' in one) for (let call = 0; call < one.calls; call += 1) list.sweep(at)
          if ('count' in one) {
            for (const key of keys.slice(one.from, one.from + one.count)) {
              list.revoke(key, at + one.life, one.reason, at)
              const old = known.get(key)
              const stands = old !== undefined && old.until >= at
              known.set(key, {
                until: Math.max(at + one.life, old?.until ?? 0),
                reason: stands ? old.reason : one.reason,
              })
            }
          }
          if ('sub' in one) {
            const sub = `user-${one.sub}`
            list.revokeUser(sub, one.before, at + one.life, one.reason, at)
            const old = users.get(sub)
            const stands = old !== undefined && old.until >= at
            users.set(sub, {
              before: Math.max(one.before, stands ? old.before : 0),
              until: Math.max(at + one.life, stands ? old.until : 0),
              reason: one.reason,
            })
          }
          for (const key of keys) {
            const found = list.reasonOf(key, inSession)
            const expected = known.get(key)
            if (expected === undefined) expect(found).toBeNull()
            else if (expected.until >= at || found !== null) expect(found).toBe(expected.reason)
            checks += 1
          }
          for (const [sub, { before, until, reason }] of users) {
            if (until < at) continue
            expect(list.reasonOf('none', { ...bare, sub, iat: before })).toBe(reason)
            expect(list.reasonOf('none', { ...bare, sub, iat: before + 1 })).toBeNull()
          }
          expect(list.size).toBeLessThanOrEqual(known.size + users.size)
        }
      }),
      { numRuns: 60 },
    )
    expect(checks).toBeGreaterThan(100_000)
  })
})

describe('memory', () => {
  it('at most 40 bytes an entry from 100,000 on, with its end and its reason', () => {
    const list = newList()
    const keys = Array.from({ length: 300_000 }, () => randomUUID())
    for (const [n, key] of keys.entries()) {
      list.revoke(key, now + 60, 'banned', now)
      if (n >= 99_999 && n % 5000 === 0) expect(list.bytes / list.size).toBeLessThanOrEqual(40)
    }
    expect(list.size).toBe(300_000)
    expect(list.bytes / list.size).toBeLessThanOrEqual(40)
    expect(list.bytes / list.size).toBeGreaterThan(21)
    expect(keys.every((key) => isRevoked(list, key, inSession))).toBe(true)
  })

  it('what expires gives its room back, down to nothing', () => {
    const list = newList()
    const keys = Array.from({ length: 200_000 }, () => randomUUID())
    for (const [n, key] of keys.entries()) list.revoke(key, now + (n % 2), 'banned', now)
    sweepAll(list, now + 1)
    expect(list.size).toBe(100_000)
    expect(list.bytes / list.size).toBeLessThanOrEqual(40)
    sweepAll(list, now + 2)
    expect([list.size, list.bytes]).toEqual([0, 0])
  })

  it('it stays bounded by what is live when nobody sweeps but those who revoke', () => {
    const list = newList()
    const perSecond = 500
    const life = 20
    let largest = 0
    for (let at = now; at < now + 300; at += 1) {
      for (let n = 0; n < perSecond; n += 1) list.revoke(randomUUID(), at + life, 'banned', at)
      list.revokeUser(`user-${at}`, at, at + life, 'banned', at)
      if (at > now + life) largest = Math.max(largest, list.size)
    }
    const live = perSecond * (life + 1)
    expect(largest).toBeLessThan(live * 1.5)
    expect(list.bytes).toBeLessThan(live * 60)
  })

  it('after a storm, revoking as usual gives its room back', () => {
    const list = newList()
    for (let n = 0; n < 50_000; n += 1) list.revoke(randomUUID(), now + 1, 'banned', now)
    for (let n = 0; n < 12_000; n += 1) list.revoke(randomUUID(), now + 60, 'banned', now + 2)
    expect(list.size).toBeLessThan(13_000)
  })

  it('a few entries take little', () => {
    const list = newList()
    list.revoke(randomUUID(), now, 'banned', now)
    expect(list.bytes).toBeLessThan(200)
    for (let n = 0; n < 999; n += 1) list.revoke(randomUUID(), now, 'banned', now)
    expect(list.bytes).toBeLessThan(64_000)
  })
})

describe('S28 tokens of everybody', () => {
  const issued = (iat: number, sid: string | null = 's'): Claims => ({ ...inSession, sid, iat })

  it('those issued within the span are refused, with or without a session, and no others', () => {
    const list = newList()
    list.revokeAll(now - 10, now, now + 3600, 'kicked_out', now)
    for (const sid of ['s', null]) {
      const found = [-11, -10, -5, 0, 1].map((n) => list.reasonOf(uuidOf(1), issued(now + n, sid)))
      expect(found).toEqual([null, 'kicked_out', 'kicked_out', 'kicked_out', null])
    }
    expect(list.size).toBe(1)
  })

  it('a session keeps the reason it ended for', () => {
    const list = newList()
    list.revokeAll(0, now, now + 3600, 'kicked_out', now)
    list.revoke(uuidOf(1), now + 60, 'banned', now)
    expect(list.reasonOf(uuidOf(1), issued(now))).toBe('banned')
  })

  it('it leaves when no token can need it, and not a second earlier', () => {
    const list = newList()
    list.revokeAll(0, now, now + 100, 'kicked_out', now)
    list.sweep(now + 100)
    expect(isRevoked(list, uuidOf(1), issued(now))).toBe(true)
    list.sweep(now + 101)
    expect([list.size, isRevoked(list, uuidOf(1), issued(now))]).toEqual([0, false])
  })

  it('any number of spans, in any order, refuses what one of them means', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 10 }))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const list = newList()
        for (const [since, length] of spans) {
          list.revokeAll(since, since + length, 1000, 'banned', 0)
        }
        for (let iat = 0; iat < 60; iat += 1) {
          const isMeant = spans.some(([since, length]) => iat >= since && iat <= since + length)
          expect(isRevoked(list, uuidOf(1), issued(iat))).toBe(isMeant)
        }
        expect(list.size).toBeLessThanOrEqual(26)
      }),
    )
  })

  it('takes times that are numbers and reasons that are listed', () => {
    const list = newList()
    expect(() => list.revokeAll(Number.NaN, now, now, 'banned', now)).toThrow(TypeError)
    expect(() => list.revokeAll(0, now, now, 'x' as Reason, now)).toThrow(TypeError)
    expect(list.size).toBe(0)
  })
})
