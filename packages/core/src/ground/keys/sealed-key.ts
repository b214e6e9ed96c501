import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { importSigningKey, type Secret, type SigningKey } from '@ztoken/token'
import { KeyRingError } from './key-ring-error.ts'
import type { StoredKey } from './stored-key.ts'

/** Private keys as a store may keep them: `zk1.<secret's kid>.<iv>.<text>.<tag>`. */
export interface KeySealer {
  /** Throws TypeError for a key without its private part. */
  seal(key: SigningKey): string
  /**
   * The key, which has to be the one its name says. Throws KeyRingError `key_unreadable` where no
   * secret opens it, `key_mismatch`.
   */
  open(stored: Pick<StoredKey, 'kid' | 'publicKey' | 'sealedKey'>): SigningKey
  /** True where the newest secret has sealed it. */
  isCurrent(sealedKey: string): boolean
  /** True where a secret has sealed it that is not listed here. */
  isForeign(sealedKey: string): boolean
}

const form = /^zk1\.([\w-]{12})\.([\w-]{16})\.([\w-]{43})\.([\w-]{22})$/
const tagBytes = 16

/**
 * AES-256-GCM under a key of its own of each secret (NIST SP 800-38D), the signing key's name being
 * authenticated with it: a key that somebody else put into the store, or moved under another name,
 * does not open. In: checked secrets, newest first: it seals, all open.
 */
export function createKeySealer(secrets: readonly Secret[]): KeySealer {
  const keys = new Map<string, KeyObject>()
  for (const secret of secrets) keys.set(secret.kid('key-ring'), secret.deriveKey('key-ring', 32))
  const [newest] = keys
  if (newest === undefined) throw new TypeError('sealing keys needs a secret')
  const [newestKid, newestKey] = newest

  return {
    seal({ kid, privateKey }) {
      const { d } = privateKey?.export({ format: 'jwk' }) ?? {}
      if (d === undefined) throw new TypeError('there is no private key to seal')
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', newestKey, iv, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(kid, 'latin1'))
      const text = Buffer.concat([cipher.update(Buffer.from(d, 'base64url')), cipher.final()])
      const parts = [iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
      return ['zk1', newestKid, ...parts].join('.')
    },
    open({ kid, publicKey, sealedKey }) {
      const seed = unsealed(sealedKey, kid)
      if (seed === null) throw new KeyRingError('key_unreadable')
      const key = imported(publicKey, seed)
      if (key?.kid !== kid) throw new KeyRingError('key_mismatch')
      return key
    },
    isCurrent: (sealedKey) => sealedKey.startsWith(`zk1.${newestKid}.`),
    isForeign(sealedKey) {
      const secretKid = form.exec(sealedKey)?.[1]
      return secretKid !== undefined && !keys.has(secretKid)
    },
  }

  function unsealed(sealedKey: string, kid: string): Buffer | null {
    const [, secretKid = '', iv = '', text = '', tag = ''] = form.exec(sealedKey) ?? []
    const key = keys.get(secretKid)
    if (key === undefined) return null
    const bytes = (part: string): Buffer => Buffer.from(part, 'base64url')
    const options = { authTagLength: tagBytes }
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(iv), options)
    decipher.setAAD(Buffer.from(kid, 'latin1'))
    decipher.setAuthTag(bytes(tag))
    try {
      return Buffer.concat([decipher.update(bytes(text)), decipher.final()])
    } catch {
      return null
    }
  }
}

function imported(x: string, seed: Buffer): SigningKey | null {
  try {
    return importSigningKey({ kty: 'OKP', crv: 'Ed25519', x, d: seed.toString('base64url') })
  } catch {
    return null
  }
}
