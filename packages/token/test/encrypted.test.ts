import { createCipheriv } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encryptedFormat, type Format, type OwnFormat, type TokenFault } from '../src/index.ts'
import { base64url, cipherKey, encryptedHeader, forgeEncrypted, payload } from './forge.ts'
import { formats, issue, readerOf } from './kinds.ts'

const format = formats.encrypted as Format
const reader = readerOf(format)
const genuine = issue(format)
const parts = genuine.split('.') as [string, string, string, string, string]
const withPart = (at: number, part: string): string => parts.with(at, part).join('.')

/** Exactly these faults, in the order of the alphabet. */
function refuses(
  tokens: readonly string[],
  faults: readonly TokenFault[] = ['not_authentic'],
): void {
  expect([...new Set(tokens.map((token) => reader.read(token)))].sort()).toEqual(faults)
  expect(reader.read(genuine)).toBeTypeOf('object')
}

it('the forge makes genuine tokens, so its refusals mean something', () => {
  expect(reader.read(forgeEncrypted())).toBeTypeOf('object')
})

describe('encrypted tokens (RFC 7516)', () => {
  it('T200 T202 every token has an initialization vector of its own', () => {
    const vectors = Array.from({ length: 20_000 }, () => issue(format).split('.')[2])
    expect(new Set(vectors).size).toBe(vectors.length)
  })

  it('every text comes back as it was, byte for byte', () => {
    const [key] = (format as OwnFormat).keys
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('latin1')
    for (const text of ['', 'x', bytes]) {
      expect(key?.open((format as OwnFormat).seal(text))).toBe(text)
    }
  })

  it('T003 the dots are there, though nothing stands between them', () => {
    const empty = (format as OwnFormat).seal('')
    expect(reader.read(empty)).toBe('claims_malformed')
    refuses([empty.replace(/[.](?=[^.]*$)/, '')])
    const dots = [...genuine.matchAll(/[.]/g)].map(({ index }) => index)
    expect(dots).toHaveLength(4)
    // The first ends the header, by which the key is found.
    refuses(dots.slice(1).map((at) => `${genuine.slice(0, at)}A${genuine.slice(at + 1)}`))
    refuses([0, 1, 5, 22, 23, 30].map((length) => `${parts[0]}..${'A'.repeat(length)}`))
  })

  it('no secret is no key', () => {
    expect(() => encryptedFormat([])).toThrow('encryptedFormat needs a secret')
  })

  it('T204 tags that are cut, made longer, or genuinely short', () => {
    const tag = Buffer.from(parts[4], 'base64url')
    refuses([15, 12, 8, 4, 1, 0].map((length) => withPart(4, base64url(tag.subarray(0, length)))))
    refuses([withPart(4, base64url(Buffer.concat([tag, Buffer.alloc(1)])))])
    refuses([4, 8, 12, 13, 15].map((tagBytes) => forgeEncrypted(undefined, payload, { tagBytes })))
  })

  it('T205 another initialization vector, an encrypted key, another header', () => {
    const vectors = [1, 8, 11, 13, 16].map((length) => Buffer.alloc(length, 7))
    refuses(vectors.map((iv) => forgeEncrypted(undefined, payload, { iv })))
    refuses([withPart(1, 'AA'), withPart(2, ''), withPart(3, ''), withPart(4, '')])
    const respelt = base64url(JSON.stringify(encryptedHeader, null, 1))
    refuses(
      [withPart(0, respelt), forgeEncrypted(JSON.stringify(encryptedHeader, null, 1))],
      ['header_unknown'],
    )
  })

  it('T206 T252 compressed plaintext is not even opened', () => {
    for (const zip of ['DEF', 'GZ', 'none']) {
      refuses(
        [forgeEncrypted({ ...encryptedHeader, zip }, deflateRawSync(payload))],
        ['header_unknown'],
      )
      refuses([forgeEncrypted(encryptedHeader, deflateRawSync(payload))], ['claims_malformed'])
    }
    const bomb = deflateRawSync(Buffer.alloc(30 * 1024 * 1024))
    expect(reader.read(forgeEncrypted({ ...encryptedHeader, zip: 'DEF' }, bomb))).toBe('malformed')
  })

  it('T207 other key management and other encryption', () => {
    const others = [
      ...[1e9, 2 ** 53, -1, '1'].map((p2c) => ({ alg: 'PBES2-HS256+A128KW', p2c, p2s: 'AAAA' })),
      ...['A256KW', 'RSA-OAEP', 'RSA1_5', 'A256GCMKW', 'none'].map((alg) => ({ alg })),
      { alg: 'ECDH-ES', epk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } },
      ...['A128CBC-HS256', 'A128GCM', 'a256gcm', 'A256GCM '].map((enc) => ({ enc })),
      { crit: ['x'], x: 1 },
      { crit: [] },
      { jwk: { kty: 'oct', k: base64url(cipherKey) } },
    ]
    refuses(
      others.map((members) => forgeEncrypted({ ...encryptedHeader, ...members })),
      ['header_unknown'],
    )
  })

  it('T208 parts that are not canonical', () => {
    const spoil = (text: string): string[] => {
      const last = text.charCodeAt(text.length - 1)
      const spare = [1, 2, 3].map((bit) => text.slice(0, -1) + String.fromCharCode(last + bit))
      return [`${text}=`, `${text} `, `\n${text}`, text.replace(/.$/, '+'), `${text}A`, ...spare]
    }
    refuses(
      [0, 2, 3, 4].flatMap((at) => spoil(parts[at] as string).map((p) => withPart(at, p))),
      ['header_unknown', 'not_authentic'],
    )
  })

  it('T205 the header is authenticated with the text', () => {
    const iv = Buffer.alloc(12, 7)
    const cipher = createCipheriv('aes-256-gcm', cipherKey, iv, { authTagLength: 16 })
    const text = base64url(Buffer.concat([cipher.update(payload), cipher.final()]))
    const token = [parts[0], '', base64url(iv), text, base64url(cipher.getAuthTag())].join('.')
    refuses([token])
  })
})
