import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { decodeBase64url, encodeBase64url } from '../base64url.ts'
import type { Secret } from '../keys/secret.ts'
import type { FormatKey, OwnFormat } from './format.ts'

const ivLength = 16
const tagLength = 22
const tagBytes = 16

/**
 * JWE compact, `dir` with `A256GCM` (RFC 7516, 7518 §4.5 and §5.3): nobody but the key's holder
 * reads it. In: checked secrets, newest first.
 */
export function encryptedFormat(secrets: readonly Secret[]): OwnFormat {
  const keys = secrets.map(createKey)
  const newest = keys[0]
  if (newest === undefined) throw new TypeError('encryptedFormat needs a secret')
  return { name: 'encrypted', keys, seal: newest.seal }
}

function createKey(secret: Secret): FormatKey & { seal(payload: string): string } {
  const key: KeyObject = secret.deriveKey('encrypted', 32)
  const kid = secret.kid('encrypted')
  const header = encodeBase64url(`{"alg":"dir","enc":"A256GCM","typ":"at+jwt","kid":"${kid}"}`)
  const additionalData = Buffer.from(header)
  const start = `${header}..`
  const ivEnd = start.length + ivLength

  return {
    kid,
    header,
    seal(payload) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
      cipher.setAAD(additionalData)
      const text = cipher.update(payload, 'latin1', 'base64url') + cipher.final('base64url')
      return `${start}${iv.toString('base64url')}.${text}.${cipher.getAuthTag().toString('base64url')}`
    },
    open(token) {
      const textEnd = token.length - tagLength - 1
      if (textEnd <= ivEnd || !token.startsWith(start)) return null
      if (token.charCodeAt(ivEnd) !== 46 || token.charCodeAt(textEnd) !== 46) return null
      const iv = decodeBase64url(token.slice(start.length, ivEnd))
      const text = decodeBase64url(token.slice(ivEnd + 1, textEnd))
      const tag = decodeBase64url(token.slice(textEnd + 1))
      if (iv === null || text === null || tag === null) return null
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
      decipher.setAAD(additionalData)
      decipher.setAuthTag(tag)
      try {
        const payload = decipher.update(text, undefined, 'latin1')
        decipher.final()
        return payload
      } catch {
        return null
      }
    },
  }
}
