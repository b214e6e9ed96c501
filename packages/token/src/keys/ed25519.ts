import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { KeyError } from './key-error.ts'

/** A public key as RFC 8037 §2 writes it. */
export interface Ed25519PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly kid?: string
}

export interface Ed25519PrivateJwk extends Ed25519PublicJwk {
  readonly d: string
}

/** A DER prefix (RFC 8410) before the 32 bytes of a private key. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const fieldPrime = 2n ** 255n - 19n

/**
 * The y coordinates of the eight points of small order. Under such a key a signature of zeros
 * verifies for many messages, and OpenSSL imports them without a word (attack T082).
 */
const lowOrderY: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  fieldPrime - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
])

/**
 * Imports a public key. In: a JWK (RFC 8037), nothing but kty, crv, x and what JWKS adds.
 * Throws KeyError `key_malformed`, `key_low_order`.
 */
export function importPublicKey(jwk: unknown): KeyObject {
  const { x } = checkedJwk(jwk)
  refuseLowOrder(x)
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') },
    format: 'jwk',
  })
}

/**
 * Imports a private key with its public part, which has to belong to it: a wrong one makes
 * signatures that give the private key away, and Node does not look.
 * Throws KeyError `key_malformed`, `key_low_order`, `key_mismatch`.
 */
export function importPrivateKey(jwk: unknown): { publicKey: KeyObject; privateKey: KeyObject } {
  const { x, d } = checkedJwk(jwk)
  if (d === null) throw new KeyError('key_malformed')
  refuseLowOrder(x)
  const pair = keyPairFromSeed(d)
  if (pair.publicKey.export({ format: 'jwk' }).x !== x.toString('base64url')) {
    throw new KeyError('key_mismatch')
  }
  return pair
}

/** The key pair that 32 bytes give (RFC 8032 §5.1.5). */
export function keyPairFromSeed(seed: Buffer): { publicKey: KeyObject; privateKey: KeyObject } {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

/** The JWK of a public key: kty, crv and x, and never anything private. */
export function publicJwk(key: KeyObject): Ed25519PublicJwk {
  const { x } = key.export({ format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', x: x as string }
}

function checkedJwk(jwk: unknown): { x: Buffer; d: Buffer | null } {
  if (typeof jwk !== 'object' || jwk === null) throw new KeyError('key_malformed')
  const { kty, crv, x, d, use, alg, key_ops } = jwk as Record<string, unknown>
  if (kty !== 'OKP' || crv !== 'Ed25519') throw new KeyError('key_malformed')
  if (use !== undefined && use !== 'sig') throw new KeyError('key_malformed')
  if (alg !== undefined && alg !== 'EdDSA' && alg !== 'Ed25519') throw new KeyError('key_malformed')
  if (key_ops !== undefined && !allowsSignatures(key_ops)) throw new KeyError('key_malformed')
  return { x: bytes32(x), d: d === undefined ? null : bytes32(d) }
}

function allowsSignatures(operations: unknown): boolean {
  return (
    Array.isArray(operations) &&
    operations.length > 0 &&
    operations.every((operation) => operation === 'sign' || operation === 'verify')
  )
}

function bytes32(text: unknown): Buffer {
  if (typeof text !== 'string') throw new KeyError('key_malformed')
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== text) {
    throw new KeyError('key_malformed')
  }
  return bytes
}

function refuseLowOrder(x: Buffer): void {
  const y = BigInt(`0x${Buffer.from(x).reverse().toString('hex')}`) & (2n ** 255n - 1n)
  if (y >= fieldPrime || lowOrderY.has(y)) throw new KeyError('key_low_order')
}
