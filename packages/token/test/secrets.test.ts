import { hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultParties, importSecrets, purposes, type Secret } from '../src/index.ts'
import { secretText } from './kinds.ts'
import { faultOf } from './secret-fault.ts'

const secret = importSecrets(secretText)[0] as Secret

/** HKDF as RFC 5869 has it, by the label alone. */
function expanded(label: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secretText, '', label, length))
}

describe('what a secret gives is the same in every release, for tokens outlive one', () => {
  it('has these purposes', () => {
    expect([...purposes].sort()).toEqual(
      [
        ...[
          'code',
          'cursor',
          'device',
          'encrypted',
          'human-check',
          'key-ring',
          'public',
          'refresh',
          'reset',
          'session',
        ],
        ...['factor-ticket', 'factor-secret', 'recovery-codes'],
        ...['setup', 'signed/HS256', 'signed/HS512', 'notice'],
      ].sort(),
    )
  })

  it.each(purposes)('%s', (purpose) => {
    expect(secret.derive(purpose, 64)).toEqual(expanded(`ztoken/v1/${purpose}`, 64))
    expect(secret.deriveKey(purpose, 32).export()).toEqual(expanded(`ztoken/v1/${purpose}`, 32))
    const name = expanded(`ztoken/v1/kid/${purpose}`, 9).toString('base64url')
    expect(secret.kid(purpose)).toBe(name)
    const theirs = secret.boundTo({ issuer: 'https://a.example', audience: 'shop' })
    const label = `ztoken/v1/${purpose} https://a.example shop`
    expect(theirs.derive(purpose, 32)).toEqual(expanded(label, 32))
  })
})

describe('a secret bound to an issuer and an audience', () => {
  const { issuer, audience } = defaultParties
  const others = [
    { issuer, audience: 'shop' },
    { issuer: 'shop', audience },
    { issuer: 'shop', audience: 'ztokenx' },
    { issuer: 'a', audience: 'bc' },
    { issuer: 'ab', audience: 'c' },
  ]

  it('gives each pair keys and names of their own, and the default pair those it had', () => {
    const all = [secret, ...others.map((parties) => secret.boundTo(parties))]
    expect(new Set(all.map((one) => one.derive('refresh', 32).toString('hex'))).size).toBe(6)
    expect(new Set(all.map((one) => one.kid('refresh'))).size).toBe(6)
    const same = secret.boundTo(defaultParties)
    expect(same.derive('refresh', 32)).toEqual(secret.derive('refresh', 32))
    expect(same.kid('refresh')).toBe(secret.kid('refresh'))
    const back = all.map((one) => one.boundTo(defaultParties).kid('refresh'))
    expect(new Set(back)).toEqual(new Set([secret.kid('refresh')]))
    expect(JSON.stringify(all[1])).toBe('"[redacted]"')
  })

  it('refuses an issuer or audience that a token could not carry', () => {
    const wrong = 'issuer and audience are 1 to 256 printable ASCII characters each'
    for (const party of ['', 'a b', '"', 'x'.repeat(257), 7 as unknown as string]) {
      expect(() => secret.boundTo({ issuer: party, audience })).toThrow(new TypeError(wrong))
      expect(() => secret.boundTo({ issuer, audience: party })).toThrow(new TypeError(wrong))
    }
  })
})

describe('a secret that repeats itself', () => {
  it('has fewer than eight characters of its own', () => {
    const eight = 'tgxz8mtxqkz8gxtqmk8ztgxmqx8kgztm'
    expect(new Set(eight).size).toBe(8)
    expect(faultOf(eight)).toBeUndefined()
    expect(faultOf(eight.replaceAll('k', 'm'))).toBe('secret_repetitive')
  })

  it('or is for half and more its own beginning once again', () => {
    const piece = 'q7Zt4bXw9Kf2LmRv8PsYc1Dh'
    for (const more of [24, 25, 30, 48, 60]) {
      const text = piece.repeat(4).slice(0, 24 + more)
      expect(faultOf(text), text).toBe('secret_repetitive')
    }
    for (const more of [8, 16, 23]) {
      const text = piece.repeat(2).slice(0, 24 + more)
      expect(faultOf(text), text).toBeUndefined()
    }
  })

  it('also where its piece ends as it begins', () => {
    for (const piece of ['ggkqmtxz78wvg', 'gkgkqmtxz78wvgkg', 'gggkqmtxz78wvkgg']) {
      for (const times of [3, 4]) {
        expect(faultOf(piece.repeat(times)), piece).toBe('secret_repetitive')
      }
    }
  })

  it('and whatever else it is made of, nothing else is one', () => {
    const piece = fc.stringMatching(/^[gkq]{1,6}$/)
    const text = fc.array(piece, { minLength: 24, maxLength: 30 }).map((all) => all.join(''))
    const part = fc.tuple(text, fc.nat()).map(([all, cut]) => {
      const once = `${all}kgmtxz78`
      return `${once}${once.slice(0, cut % (once.length + 1))}`
    })
    fc.assert(
      fc.property(part, (one) => {
        const period = periodOf(one)
        expect(faultOf(one) === 'secret_repetitive').toBe(period * 2 <= one.length)
      }),
      { numRuns: 500 },
    )
  })
})

/** After how many characters a text goes on as it began, looked for from the start each time. */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period += 1) {
    if (text.startsWith(text.slice(period))) return period
  }
  return text.length
}

describe('T028 what looks like a key', () => {
  it.each([
    '-----BEGIN PUBLIC KEY-----',
    '{"kty":"OKP"}',
    '[{"kty":"OKP"}]',
    'ssh-ed25519 AAAA',
    'ecdsa-sha2-nistp256 AAAA',
  ])('does so by its beginning: %s', (start) => {
    expect(faultOf(`${start}q7Zt4bXw9Kf2LmRv8PsYc1DhGj6NaEuW`)).toBe('secret_looks_like_key')
    expect(faultOf(`q7Zt4bXw9Kf2LmRv8PsYc1DhGj6NaEuW${start}`)).toBeUndefined()
  })
})
