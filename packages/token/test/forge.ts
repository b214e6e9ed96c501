import { createCipheriv, createHmac, randomBytes, sign } from 'node:crypto'
import { keyPairFromSeed } from '../src/keys/ed25519.ts'
import { now, parties, secrets, subject } from './kinds.ts'

/**
 * What only a holder of the real keys can make: a hostile co-issuer, or a fault of our own. Takes
 * header and payload as they are, so that each test says exactly which bytes were signed.
 */
type Bytes = string | Uint8Array

const secret = secrets[0] as (typeof secrets)[number]
export const macKey = secret.derive('signed/HS256', 32)
export const cipherKey = secret.derive('encrypted', 32)
export const keyPair = keyPairFromSeed(secret.derive('public', 32))

export const claims = { iss: parties.issuer, aud: parties.audience, ...subject }
export const payload = JSON.stringify({ ...claims, iat: now, exp: now + 3600 })

export const signedHeader = {
  alg: 'HS256',
  typ: 'at+jwt',
  kid: secret.kid('signed/HS256'),
}
export const encryptedHeader = {
  alg: 'dir',
  enc: 'A256GCM',
  typ: 'at+jwt',
  kid: secret.kid('encrypted'),
}

export function base64url(bytes: Bytes): string {
  return Buffer.from(bytes as string).toString('base64url')
}

export function mac(input: Bytes, key: Bytes = macKey, hash = 'sha256'): string {
  return createHmac(hash, key).update(input).digest('base64url')
}

/** Signs two segments as they stand. */
export function signSegments(header: string, body: string, key: Bytes = macKey): string {
  return `${header}.${body}.${mac(`${header}.${body}`, key)}`
}

/** Signs a header (bytes, or an object as JSON) and a payload with the real HS256 key. */
export function forgeSigned(
  header: Bytes | object = signedHeader,
  body: Bytes | object = payload,
  key: Bytes = macKey,
): string {
  return signSegments(segmentOf(header), segmentOf(body), key)
}

export function forgePublic(header: Bytes | object, body: Bytes | object = payload): string {
  const input = `${segmentOf(header)}.${segmentOf(body)}`
  return `${input}.${sign(null, Buffer.from(input), keyPair.privateKey).toString('base64url')}`
}

export interface Sealing {
  readonly iv?: Uint8Array
  readonly tagBytes?: number
}

/** Seals a payload with the real key and any initialization vector and tag length. */
export function forgeEncrypted(
  header: Bytes | object = encryptedHeader,
  body: Bytes = payload,
  { iv = randomBytes(12), tagBytes = 16 }: Sealing = {},
): string {
  const segment = segmentOf(header)
  const cipher = createCipheriv('aes-256-gcm', cipherKey, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(segment))
  const text = Buffer.concat([cipher.update(body), cipher.final()])
  return [segment, '', base64url(iv), base64url(text), base64url(cipher.getAuthTag())].join('.')
}

function segmentOf(part: Bytes | object): string {
  const isBytes = typeof part === 'string' || part instanceof Uint8Array
  return base64url(isBytes ? part : JSON.stringify(part))
}
