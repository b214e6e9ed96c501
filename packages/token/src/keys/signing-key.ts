import { createHash, type KeyObject, randomBytes } from 'node:crypto'
import { importPrivateKey, importPublicKey, keyPairFromSeed, publicJwk } from './ed25519.ts'

/** An Ed25519 key and its name. Printing it shows nothing of the private part. */
export interface SigningKey {
  /** The JWK thumbprint (RFC 7638), so the same key has the same name everywhere. */
  readonly kid: string
  readonly publicKey: KeyObject
  /** Null where it may only read. */
  readonly privateKey: KeyObject | null
}

/**
 * A new key pair, from 32 random bytes (RFC 8032 §5.1.5). Not by `generateKeyPairSync`: on Node 20 the
 * process waits for itself for ever where a collection falls into the export of such a key.
 */
export function createSigningKey(): SigningKey {
  return signingKey(keyPairFromSeed(randomBytes(32)))
}

/**
 * In: a JWK (RFC 8037), private or public.
 * Throws KeyError `key_malformed`, `key_low_order`, `key_mismatch`.
 */
export function importSigningKey(jwk: unknown): SigningKey {
  return Object.hasOwn(Object(jwk), 'd')
    ? signingKey(importPrivateKey(jwk))
    : signingKey({ publicKey: importPublicKey(jwk), privateKey: null })
}

/** The key of a pair that is known to belong together. */
export function signingKey(pair: Omit<SigningKey, 'kid'>): SigningKey {
  const { crv, kty, x } = publicJwk(pair.publicKey)
  const kid = createHash('sha256')
    .update(`{"crv":"${crv}","kty":"${kty}","x":"${x}"}`)
    .digest('base64url')
  return { kid, ...pair }
}
