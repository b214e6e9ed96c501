import { sign, verify } from 'node:crypto'
import { decodeBase64url, encodeBase64url } from '../base64url.ts'
import { type Ed25519PublicJwk, keyPairFromSeed, publicJwk } from '../keys/ed25519.ts'
import { KeyError } from '../keys/key-error.ts'
import type { Secret } from '../keys/secret.ts'
import { importSigningKey, type SigningKey, signingKey } from '../keys/signing-key.ts'
import type { FormatKey, OwnFormat } from './format.ts'

const signatureLength = 86
const dot = 46
const kidLength = 43
const headerText = (kid: string): string => `{"alg":"EdDSA","typ":"at+jwt","kid":"${kid}"}`
const headerLength: number = encodeBase64url(headerText('x'.repeat(kidLength))).length
/** What every header begins with, as far as three whole bytes go. */
const anyStart: string = encodeBase64url(headerText('').slice(0, -2)).slice(0, -2)

/** What a verifier elsewhere needs (RFC 7517 §5). Never holds a private member. */
export interface Jwks {
  readonly keys: readonly PublishedJwk[]
}

export interface PublishedJwk extends Ed25519PublicJwk {
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly use: 'sig'
}

export interface PublicFormat extends OwnFormat {
  readonly name: 'public'
  readonly jwks: Jwks
}

/** A public format whose keys come and go while it runs. Without a key it reads nothing. */
export interface PublicRingFormat extends PublicFormat {
  /**
   * From now on exactly these keys read and are published, and the one that `issuing` names issues:
   * it is asked at each token. Throws KeyError `key_duplicate`, for a name that was another key's
   * too, and changes nothing then.
   */
  replace(keys: readonly SigningKey[], issuing: () => string): void
  onKeysChanged(listener: () => void): void
}

/**
 * JWS compact with Ed25519 (RFC 7515, 8037), for services that verify and must not issue.
 * In: checked secrets, newest first; every secret gives a key pair of its own.
 */
export function publicFormat(secrets: readonly Secret[]): PublicFormat {
  return fixedFormat(
    secrets.map((secret) => signingKey(keyPairFromSeed(secret.derive('public', 32)))),
  )
}

/**
 * The same from keys made elsewhere, newest first: private JWKs issue and read, public ones read.
 * Throws KeyError `key_malformed`, `key_low_order`, `key_mismatch`, `key_duplicate`.
 */
export function publicFormatFromJwks(jwks: { readonly keys: readonly unknown[] }): PublicFormat {
  return fixedFormat(jwks.keys.map(importSigningKey))
}

function fixedFormat(signingKeys: readonly SigningKey[]): PublicFormat {
  const keys = uniqueKeys(signingKeys.map(createKey))
  const newest = keys[0]
  if (newest === undefined) throw new KeyError('secret_missing')
  return { name: 'public', keys, seal: newest.seal, jwks: jwksOf(keys) }
}

/** The same with a ring of keys that is given, and given again, while it runs. */
export function publicRingFormat(): PublicRingFormat {
  const listeners: (() => void)[] = []
  let keys: readonly PublicKey[] = []
  let byKid = new Map<string, PublicKey>()
  let jwks: Jwks = { keys: [] }
  let issuing = (): string => ''

  return {
    name: 'public',
    get keys() {
      return keys
    },
    get jwks() {
      return jwks
    },
    seal(payload) {
      const key = byKid.get(issuing())
      if (key === undefined) throw new KeyError('key_cannot_issue')
      return key.seal(payload)
    },
    replace(signingKeys, issuingNow) {
      const made = uniqueKeys(signingKeys.map(createKey))
      if (made.some(({ kid, jwk }) => jwk.x !== (byKid.get(kid)?.jwk.x ?? jwk.x))) {
        throw new KeyError('key_duplicate')
      }
      keys = made
      byKid = new Map(keys.map((key) => [key.kid, key]))
      jwks = jwksOf(keys)
      issuing = issuingNow
      for (const listener of listeners) listener()
    },
    onKeysChanged(listener) {
      listeners.push(listener)
    },
  }
}

/**
 * The header of a token that has the form of this format's, whatever its key: where the key is not
 * known, it may be worth asking for. Null for every other token. Nothing in it is parsed.
 */
export function publicHeaderOf(token: string): string | null {
  const isOurs = token.startsWith(anyStart) && token.charCodeAt(headerLength) === dot
  return isOurs ? token.slice(0, headerLength) : null
}

interface PublicKey extends FormatKey {
  readonly jwk: Ed25519PublicJwk
  seal(payload: string): string
}

function jwksOf(keys: readonly PublicKey[]): Jwks {
  return { keys: keys.map(({ jwk, kid }) => ({ ...jwk, kid, alg: 'EdDSA', use: 'sig' })) }
}

function uniqueKeys(keys: readonly PublicKey[]): readonly PublicKey[] {
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length) throw new KeyError('key_duplicate')
  return keys
}

function createKey({ kid, publicKey, privateKey }: SigningKey): PublicKey {
  const header = encodeBase64url(headerText(kid))
  const payloadStart = header.length + 1

  return {
    jwk: publicJwk(publicKey),
    kid,
    header,
    seal(payload) {
      if (privateKey === null) throw new KeyError('key_cannot_issue')
      const input = `${header}.${encodeBase64url(payload)}`
      return `${input}.${sign(null, Buffer.from(input, 'latin1'), privateKey).toString('base64url')}`
    },
    open(token) {
      const end = token.length - signatureLength - 1
      if (end < payloadStart || token.charCodeAt(end) !== dot) return null
      const payload = decodeBase64url(token.slice(payloadStart, end))
      const signature = decodeBase64url(token.slice(end + 1))
      if (payload === null || signature === null) return null
      const input = Buffer.from(token.slice(0, end), 'latin1')
      return verify(null, input, publicKey, signature) ? payload.toString('latin1') : null
    },
  }
}
