import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { decodeBase64url, encodeBase64url } from '../base64url.ts'
import {
  type Ed25519PublicJwk,
  importPrivateKey,
  importPublicKey,
  keyPairFromSeed,
  publicJwk,
} from '../keys/ed25519.ts'
import { KeyError } from '../keys/key-error.ts'
import type { Secret } from '../keys/secret.ts'
import type { FormatKey, OwnFormat } from './format.ts'

const signatureLength = 86

/** What a verifier elsewhere needs (RFC 7517 §5). Never holds a private member. */
export interface Jwks {
  readonly keys: readonly (Ed25519PublicJwk & {
    readonly kid: string
    readonly alg: 'EdDSA'
    readonly use: 'sig'
  })[]
}

export interface PublicFormat extends OwnFormat {
  readonly name: 'public'
  readonly jwks: Jwks
}

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject | null
}

/**
 * JWS compact with Ed25519 (RFC 7515, 8037), for services that verify and must not issue.
 * In: checked secrets, newest first; every secret gives a key pair of its own.
 */
export function publicFormat(secrets: readonly Secret[]): PublicFormat {
  return createFormat(secrets.map((secret) => keyPairFromSeed(secret.derive('public', 32))))
}

/**
 * The same from keys made elsewhere, newest first: private JWKs issue and read, public ones read.
 * Throws KeyError `key_malformed`, `key_low_order`, `key_mismatch`, `key_duplicate`.
 */
export function publicFormatFromJwks(jwks: { readonly keys: readonly unknown[] }): PublicFormat {
  return createFormat(
    jwks.keys.map((jwk) =>
      Object.hasOwn(Object(jwk), 'd')
        ? importPrivateKey(jwk)
        : { publicKey: importPublicKey(jwk), privateKey: null },
    ),
  )
}

function createFormat(pairs: readonly KeyPair[]): PublicFormat {
  const keys = pairs.map(createKey)
  const newest = keys[0]
  if (newest === undefined) throw new KeyError('secret_missing')
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) throw new KeyError('key_duplicate')
  return {
    name: 'public',
    keys,
    seal: newest.seal,
    jwks: {
      keys: keys.map(({ jwk, kid }) => ({ ...jwk, kid, alg: 'EdDSA', use: 'sig' })),
    },
  }
}

/** The key's name is its thumbprint (RFC 7638), so the same key has the same name everywhere. */
function thumbprint(jwk: Ed25519PublicJwk): string {
  return createHash('sha256')
    .update(`{"crv":"${jwk.crv}","kty":"${jwk.kty}","x":"${jwk.x}"}`)
    .digest('base64url')
}

function createKey({
  publicKey,
  privateKey,
}: KeyPair): FormatKey & { jwk: Ed25519PublicJwk; seal(payload: string): string } {
  const jwk = publicJwk(publicKey)
  const kid = thumbprint(jwk)
  const header = encodeBase64url(`{"alg":"EdDSA","typ":"at+jwt","kid":"${kid}"}`)
  const payloadStart = header.length + 1

  return {
    jwk,
    kid,
    header,
    seal(payload) {
      if (privateKey === null) throw new KeyError('key_cannot_issue')
      const input = `${header}.${encodeBase64url(payload)}`
      return `${input}.${sign(null, Buffer.from(input, 'latin1'), privateKey).toString('base64url')}`
    },
    open(token) {
      const end = token.length - signatureLength - 1
      if (end < payloadStart || token.charCodeAt(end) !== 46) return null
      const payload = decodeBase64url(token.slice(payloadStart, end))
      const signature = decodeBase64url(token.slice(end + 1))
      if (payload === null || signature === null) return null
      const input = Buffer.from(token.slice(0, end), 'latin1')
      return verify(null, input, publicKey, signature) ? payload.toString('latin1') : null
    },
  }
}
