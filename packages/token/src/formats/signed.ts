import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { decodeBase64url, encodeBase64url } from '../base64url.ts'
import type { Secret } from '../keys/secret.ts'
import type { FormatKey, OwnFormat } from './format.ts'

export type SignedAlgorithm = 'HS256' | 'HS512'

const algorithms = {
  HS256: { hash: 'sha256', keyBytes: 32, macLength: 43 },
  HS512: { hash: 'sha512', keyBytes: 64, macLength: 86 },
} as const

/**
 * JWS compact with a MAC (RFC 7515, 7518 §3.2), for services that share the secret.
 * In: checked secrets, newest first, and the algorithm, `HS256` unless told.
 */
export function signedFormat(
  secrets: readonly Secret[],
  algorithm: SignedAlgorithm = 'HS256',
): OwnFormat {
  if (!Object.hasOwn(algorithms, algorithm)) throw new TypeError('algorithm is HS256 or HS512')
  const keys = secrets.map((secret) => createKey(secret, algorithm))
  const newest = keys[0]
  if (newest === undefined) throw new TypeError('signedFormat needs a secret')
  return { name: 'signed', keys, seal: newest.seal }
}

function createKey(
  secret: Secret,
  algorithm: SignedAlgorithm,
): FormatKey & { seal(payload: string): string } {
  const { hash, keyBytes, macLength } = algorithms[algorithm]
  const purpose = `signed/${algorithm}` as const
  const key: KeyObject = secret.deriveKey(purpose, keyBytes)
  const kid = secret.kid(purpose)
  const header = encodeBase64url(`{"alg":"${algorithm}","typ":"at+jwt","kid":"${kid}"}`)
  const payloadStart = header.length + 1
  const given = Buffer.alloc(macLength)
  const computed = Buffer.alloc(macLength)

  function macOf(input: string): string {
    return createHmac(hash, key).update(input).digest('base64url')
  }

  return {
    kid,
    header,
    seal(payload) {
      const input = `${header}.${encodeBase64url(payload)}`
      return `${input}.${macOf(input)}`
    },
    open(token) {
      const end = token.length - macLength - 1
      if (end < payloadStart || token.charCodeAt(end) !== 46) return null
      const mac = token.slice(end + 1)
      const expected = macOf(token.slice(0, end))
      given.write(mac, 'latin1')
      computed.write(expected, 'latin1')
      // Latin-1 forgets the upper byte of a character, so the texts have to be equal as well.
      if (!timingSafeEqual(given, computed) || mac !== expected) return null
      const payload = decodeBase64url(token.slice(payloadStart, end))
      return payload === null ? null : payload.toString('latin1')
    },
  }
}
