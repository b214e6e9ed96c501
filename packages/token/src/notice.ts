import { randomBytes } from 'node:crypto'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts, partsOf } from './sealed-text.ts'

export interface NoticeTokens {
  /** A new token, and what it names. */
  issue(): { readonly token: string; readonly id: string }
  /** What it names; null for everything that is not exactly a token of these secrets. */
  read(token: unknown): string | null
}

const form = /^([A-Za-z0-9_-]{43})$/

/**
 * Tokens in a notice, with which whoever it reached says that it was not them:
 * `zn1.<kid>.<256 random bits>.<MAC>`. What it is about and whether it was used is kept under its id.
 */
export function createNoticeTokens(secrets: readonly Secret[]): NoticeTokens {
  const texts = createSealedTexts('zn1', 'notice', secrets)

  return {
    issue() {
      const id = randomBytes(32).toString('base64url')
      return { token: texts.seal(id), id }
    },
    read: (token) => partsOf(texts.open(token), form)?.[1] ?? null,
  }
}
