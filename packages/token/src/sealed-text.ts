import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Purpose, Secret } from './keys/secret.ts'

/** Texts that only we can have written: `<prefix>.<kid>.<body>.<MAC>`. They are not secret. */
export interface SealedTexts {
  seal(body: string): string
  /** The body, or null for everything that is not exactly a text of these secrets. */
  open(text: unknown): string | null
}

const maximumLength = 512
const kidLength = 12
const macLength = 43

/**
 * In: a prefix, which names the kind, the purpose its keys are derived for, and the secrets, newest
 * first: it seals, all open. The MAC is HMAC-SHA256 over all before it.
 * Throws TypeError without a secret.
 */
export function createSealedTexts(
  prefix: string,
  purpose: Purpose,
  secrets: readonly Secret[],
): SealedTexts {
  const keys = new Map<string, KeyObject>()
  for (const secret of secrets) keys.set(secret.kid(purpose), secret.deriveKey(purpose, 32))
  const [newest] = keys
  if (newest === undefined) throw new TypeError('sealing needs a secret')
  const [newestKid, newestKey] = newest
  const kidStart = prefix.length + 1
  const bodyStart = kidStart + kidLength + 1

  return {
    seal(body) {
      const input = `${prefix}.${newestKid}.${body}`
      return `${input}.${macOf(input, newestKey)}`
    },
    open(text) {
      if (typeof text !== 'string' || text.length > maximumLength) return null
      const inputEnd = text.length - macLength - 1
      if (inputEnd <= bodyStart || text.charCodeAt(inputEnd) !== 46) return null
      if (!text.startsWith(`${prefix}.`) || text.charCodeAt(bodyStart - 1) !== 46) return null
      const key = keys.get(text.slice(kidStart, bodyStart - 1))
      if (key === undefined) return null
      const expected = macOf(text.slice(0, inputEnd), key)
      return isSame(text.slice(inputEnd + 1), expected) ? text.slice(bodyStart, inputEnd) : null
    },
  }
}

/** The parts of a body that has this form; null for another, and for what was no text of ours. */
export function partsOf(body: string | null, form: RegExp): readonly string[] | null {
  return body === null ? null : form.exec(body)
}

function macOf(input: string, key: KeyObject): string {
  return createHmac('sha256', key).update(input).digest('base64url')
}

function isSame(given: string, expected: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === macLength && timingSafeEqual(bytes, Buffer.from(expected))
}
