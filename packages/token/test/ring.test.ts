import type { KeyObject } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  createIssuer,
  createSigningKey,
  importSigningKey,
  type OwnFormat,
  type PublicFormat,
  type PublicRingFormat,
  publicFormatFromJwks,
  publicRingFormat,
  type SigningKey,
} from '../src/index.ts'
import { issue, now, parties, readerOf, subject } from './kinds.ts'

/** A ring of these keys, of which the last issues. */
function ringOf(...keys: SigningKey[]): PublicRingFormat {
  const ring = publicRingFormat()
  ring.replace(keys, () => keys.at(-1)?.kid as string)
  return ring
}
const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).kid

describe('a ring of keys that is replaced while it runs', () => {
  it('T263 three generations overlap: each reads until it goes, the one named issues', () => {
    const [first, second, third] = [createSigningKey(), createSigningKey(), createSigningKey()]
    const ring = ringOf(first)
    const reader = readerOf(ring)
    const tokens = [issue(ring)]
    ring.replace([first, second], () => first.kid)
    expect(kidOf(issue(ring))).toBe(first.kid)
    ring.replace([first, second, third], () => second.kid)
    tokens.push(issue(ring))
    ring.replace([first, second, third], () => third.kid)
    tokens.push(issue(ring))
    expect(tokens.map(kidOf)).toEqual([first.kid, second.kid, third.kid])
    const holding = (): boolean[] => tokens.map((token) => typeof reader.read(token) === 'object')
    expect(holding()).toEqual([true, true, true])
    ring.replace([second, third], () => third.kid)
    expect(holding()).toEqual([false, true, true])
    ring.replace([third], () => third.kid)
    expect(holding()).toEqual([false, false, true])
    ring.replace([first, third], () => third.kid)
    expect(holding()).toEqual([true, false, true])
  })

  it('T264 a key that does not issue yet reads already', () => {
    const [active, next] = [createSigningKey(), createSigningKey()]
    const behind = publicRingFormat()
    behind.replace([active, next], () => active.kid)
    const ahead = publicRingFormat()
    ahead.replace([active, next], () => next.kid)
    expect(readerOf(behind).read(issue(ahead))).toBeTypeOf('object')
    expect(behind.jwks.keys.map(({ kid }) => kid)).toEqual([active.kid, next.kid])
  })

  it('which key issues is asked at each token, not at each change', () => {
    const [one, other] = [createSigningKey(), createSigningKey()]
    const ring = publicRingFormat()
    let kid = one.kid
    ring.replace([one, other], () => kid)
    const first = issue(ring)
    kid = other.kid
    expect([first, issue(ring)].map(kidOf)).toEqual([one.kid, other.kid])
  })

  it('T180 a token remembered is refused once its key has gone; those of other keys stay', () => {
    const [one, other] = [createSigningKey(), createSigningKey()]
    const ring = ringOf(one, other)
    const reader = readerOf(ring, { cacheSize: 100 })
    const [old, fresh] = [issue(ringOf(one)), issue(ring)]
    for (const token of [old, fresh, old, fresh]) expect(reader.read(token)).toBeTypeOf('object')
    ring.replace([other], () => other.kid)
    for (const token of [old, old]) expect(reader.read(token)).toBe('header_unknown')
    expect(reader.read(fresh)).toBeTypeOf('object')
  })

  it('T265 a key removed from a reader stays out, whatever a ring says later', () => {
    const [leaked, other] = [createSigningKey(), createSigningKey()]
    const ring = ringOf(other, leaked)
    const reader = readerOf(ring)
    const token = issue(ring)
    expect(reader.read(token)).toBeTypeOf('object')
    reader.removeKey(leaked.kid)
    expect(reader.read(token)).toBe('header_unknown')
    ring.replace([other, leaked, createSigningKey()], () => other.kid)
    expect(reader.read(token)).toBe('header_unknown')
    expect(reader.read(issue(ring))).toBeTypeOf('object')
  })

  it('T269 two keys under one name are refused, and the ring stays as it was', () => {
    const key = createSigningKey()
    const ring = ringOf(key)
    const reader = readerOf(ring)
    const impostor = { ...createSigningKey(), kid: key.kid }
    for (const keys of [[key, impostor], [key, key], [impostor]]) {
      expect(() => ring.replace(keys, () => key.kid)).toThrow(
        expect.objectContaining({ code: 'key_duplicate' }),
      )
    }
    expect(ring.keys).toHaveLength(1)
    expect(reader.read(issue(ring))).toBeTypeOf('object')
  })

  it('T270 of a thousand keys an unknown name tries none and a known one tries one', () => {
    const keys = Array.from({ length: 1000 }, createSigningKey)
    const ring = ringOf(...keys)
    let tried = 0
    const counted: OwnFormat = {
      ...ring,
      keys: ring.keys.map((key) => ({
        ...key,
        open(token) {
          tried += 1
          return key.open(token)
        },
      })),
    }
    const reader = readerOf(counted, { cacheSize: 0 })
    for (let n = 0; n < 100; n += 1) {
      expect(reader.read(issue(ringOf(createSigningKey())))).toBe('header_unknown')
    }
    expect(tried).toBe(0)
    for (const key of keys.slice(0, 100)) {
      expect(reader.read(issue(ringOf(key)))).toBeTypeOf('object')
    }
    expect(tried).toBe(100)
  })

  it('without a key, or with one that is not there, it reads nothing and issues nothing', () => {
    const ring = publicRingFormat()
    const reader = readerOf(ring)
    const token = issue(ringOf(createSigningKey()))
    const fails = (): void => {
      expect(reader.read(token)).toBe('header_unknown')
      expect(() => issue(ring)).toThrow(expect.objectContaining({ code: 'key_cannot_issue' }))
    }
    fails()
    expect(ring.jwks).toEqual({ keys: [] })
    ring.replace([createSigningKey()], () => 'nobody')
    fails()
  })
})

describe('signing keys', () => {
  const key = createSigningKey()
  const jwk = (key.privateKey as KeyObject).export({ format: 'jwk' })

  it('T068 what is published holds nothing private, and reads what the ring issues', () => {
    const ring = ringOf(createSigningKey(), key)
    for (const published of ring.jwks.keys) {
      expect(Object.keys(published).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    }
    const elsewhere: PublicFormat = publicFormatFromJwks(ring.jwks)
    expect(readerOf(elsewhere).read(issue(ring))).toBeTypeOf('object')
    expect(() => issue(elsewhere)).toThrow(expect.objectContaining({ code: 'key_cannot_issue' }))
  })

  it('T069 printing a key or a ring shows nothing private', () => {
    const d = jwk.d as string
    const hex = Buffer.from(d, 'base64url').toString('hex')
    const ring = ringOf(key)
    for (const value of [key, ring, readerOf(ring)]) {
      const texts = [
        JSON.stringify(value),
        inspect(value, { depth: 9, showHidden: true }),
        String(value),
      ]
      for (const text of texts) {
        expect(text).not.toContain(d)
        expect(text).not.toContain(hex)
      }
    }
  })

  it('are named by their thumbprint, so one key has one name wherever it is imported', () => {
    expect(importSigningKey(jwk)).toMatchObject({ kid: key.kid })
    const { d: _, ...shown } = jwk
    expect(importSigningKey(shown)).toMatchObject({ kid: key.kid, privateKey: null })
    expect(new Set([createSigningKey().kid, createSigningKey().kid, key.kid]).size).toBe(3)
  })

  it('a ring issues what any issuer of the same claims issues with the key', () => {
    const clock = (): number => now * 1000
    const issuer = createIssuer({
      ...parties,
      format: ringOf(key),
      clock,
      accessTokenSeconds: 3600,
    })
    expect(issuer.issue(subject).token).toBe(issue(publicFormatFromJwks({ keys: [jwk] })))
  })
})
