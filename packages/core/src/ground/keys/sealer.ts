import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import type { Purpose, Secret } from '@ztoken/token'

/** Secrets as a store may keep them: `<prefix>.<secret's kid>.<iv>.<text>.<tag>`. */
export interface Sealer {
  /** `name` says whose it is: under another it does not open. */
  seal(bytes: Uint8Array, name: string): string
  /** Null where no secret of the list has sealed it, or under another name. */
  open(sealed: string, name: string): Buffer | null
  /** True where the newest secret has sealed it. */
  isCurrent(sealed: string): boolean
  /** True where a secret has sealed it that is not listed here. */
  isForeign(sealed: string): boolean
}

const tagBytes = 16

/**
 * AES-256-GCM under a key of its own of each secret (NIST SP 800-38D), the name being authenticated
 * with it. In: a prefix, the purpose of the keys, and checked secrets, newest first: it seals, all
 * open. Throws TypeError without a secret.
 */
export function createSealer(prefix: string, purpose: Purpose, secrets: readonly Secret[]): Sealer {
  const form = new RegExp(
    `^${prefix}\\.([\\w-]{12})\\.([\\w-]{16})\\.([\\w-]{1,256})\\.([\\w-]{22})$`,
  )
  const keys = new Map<string, KeyObject>()
  for (const secret of secrets) keys.set(secret.kid(purpose), secret.deriveKey(purpose, 32))
  const [newest] = keys
  if (newest === undefined) throw new TypeError('sealing needs a secret')
  const [newestKid, newestKey] = newest

  return {
    seal(bytes, name) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', newestKey, iv, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(name))
      const text = Buffer.concat([cipher.update(bytes), cipher.final()])
      const parts = [iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
      return [prefix, newestKid, ...parts].join('.')
    },
    open(sealed, name) {
      const [, kid = '', iv = '', text = '', tag = ''] = form.exec(sealed) ?? []
      const key = keys.get(kid)
      if (key === undefined) return null
      const bytes = (part: string): Buffer => Buffer.from(part, 'base64url')
      const options = { authTagLength: tagBytes }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes(iv), options)
      decipher.setAAD(Buffer.from(name))
      decipher.setAuthTag(bytes(tag))
      try {
        return Buffer.concat([decipher.update(bytes(text)), decipher.final()])
      } catch {
        return null
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${prefix}.${newestKid}.`),
    isForeign(sealed) {
      const kid = form.exec(sealed)?.[1]
      return kid !== undefined && !keys.has(kid)
    },
  }
}
