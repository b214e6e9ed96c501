import { importSigningKey, type Secret, type SigningKey } from '@ztoken/token'
import { KeyRingError } from './key-ring-error.ts'
import { createSealer } from './sealer.ts'
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

/**
 * Seals under the signing key's name: a key that somebody else put into the store, or moved under
 * another name, does not open. In: checked secrets, newest first: it seals, all open.
 */
export function createKeySealer(secrets: readonly Secret[]): KeySealer {
  const { seal, open, isCurrent, isForeign } = createSealer('zk1', 'key-ring', secrets)

  return {
    seal({ kid, privateKey }) {
      const { d } = privateKey?.export({ format: 'jwk' }) ?? {}
      if (d === undefined) throw new TypeError('there is no private key to seal')
      return seal(Buffer.from(d, 'base64url'), kid)
    },
    open({ kid, publicKey, sealedKey }) {
      const seed = open(sealedKey, kid)
      if (seed === null) throw new KeyRingError('key_unreadable')
      const key = imported(publicKey, seed)
      if (key?.kid !== kid) throw new KeyRingError('key_mismatch')
      return key
    },
    isCurrent,
    isForeign,
  }
}

function imported(x: string, seed: Buffer): SigningKey | null {
  try {
    return importSigningKey({ kty: 'OKP', crv: 'Ed25519', x, d: seed.toString('base64url') })
  } catch {
    return null
  }
}
