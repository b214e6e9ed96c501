import { sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  createSigningKey,
  type Format,
  type PublicFormat,
  publicHeaderOf,
  publicRingFormat,
  type TokenFault,
} from '../src/index.ts'
import { base64url, keyPair } from './forge.ts'
import { formats, issue, readerOf } from './kinds.ts'

const format = formats.public as PublicFormat
const reader = readerOf(format)
const genuine = issue(format)
const [h, p, s] = genuine.split('.') as [string, string, string]
const header = JSON.parse(Buffer.from(h, 'base64url').toString())

/** A text with a good signature over it, whatever it is. */
function signed(input: string): string {
  const signature = sign(null, Buffer.from(input), keyPair.privateKey)
  return `${input}.${signature.toString('base64url')}`
}

function refuses(tokens: readonly string[], fault: TokenFault = 'not_authentic'): void {
  for (const token of tokens) expect(reader.read(token), token).toBe(fault)
  expect(reader.read(genuine)).toBeTypeOf('object')
}

describe('a public token has three parts, and each one text', () => {
  it('T003 T009 the dots are dots, with something between them', () => {
    refuses([`${h}.${p}A${s}`, `${h}.${p}.`, `${h}.${s}`, `${h}.`])
    refuses([signed(h)])
    refuses([signed(`${h}.`)], 'claims_malformed')
  })

  it('T073 a payload or a signature that is spelt otherwise', () => {
    // 64 bytes leave spare bits: the next letter of the alphabet is the same signature.
    refuses([`${h}.${p}.${s.slice(0, -1)}${String.fromCharCode(s.charCodeAt(85) + 1)}`])
    refuses([`${h}.${p}.+${s.slice(1)}`])
    refuses([signed(`${h}.${p}=`), signed(`${h}.+${p.slice(1)}`), signed(`${h}.${p}\n`)])
  })
})

describe('the header of a public token', () => {
  it('is known by its form, whatever the key', () => {
    for (let n = 0; n < 50; n += 1) {
      const key = createSigningKey()
      const ring = publicRingFormat()
      ring.replace([key], () => key.kid)
      const token = issue(ring)
      expect(publicHeaderOf(token)).toBe(token.split('.')[0])
    }
  })

  it('is no other header, though it were as long', () => {
    for (const [name, other] of Object.entries(formats)) {
      if (name !== 'public') expect(publicHeaderOf(issue(other as Format)), name).toBeNull()
    }
    const alike = base64url(JSON.stringify({ ...header, alg: 'HS256' }))
    expect(alike).toHaveLength(h.length)
    for (const token of [`${alike}.${p}.${s}`, `${h}${p}.${s}`, `${h}A.${p}`, h, '', `.${h}`]) {
      expect(publicHeaderOf(token), token).toBeNull()
    }
  })
})

describe('a ring without keys, and with wrong ones', () => {
  it('reads nothing, issues nothing, publishes nothing', () => {
    const empty = publicRingFormat()
    expect([empty.name, empty.keys, empty.jwks]).toEqual(['public', [], { keys: [] }])
    expect(() => issue(empty)).toThrow('There is no private key to issue with')
    expect(readerOf(empty).read(genuine)).toBe('header_unknown')
  })

  it('T263 takes no other bytes under a name it has, also beside a good key, and stays as it was', () => {
    const [one, two, other] = [createSigningKey(), createSigningKey(), createSigningKey()]
    const ring = publicRingFormat()
    ring.replace([one, two], () => one.kid)
    const before = ring.jwks
    for (const keys of [
      [one, { ...other, kid: two.kid }],
      [{ ...other, kid: one.kid }, two],
    ]) {
      expect(() => ring.replace(keys, () => two.kid)).toThrow('listed twice')
      expect(ring.jwks).toBe(before)
    }
  })
})
