import { randomBytes } from 'node:crypto'
import { isTime } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts } from './sealed-text.ts'

export interface SetupTokens {
  /** In: the second from which on it holds no more. */
  issue(exp: number): string
  /** That second, or null for everything that is not exactly a token of these secrets. */
  read(token: unknown): number | null
}

const form = /^[A-Za-z0-9_-]{43}\.(0|[1-9][0-9]{0,14})$/

/**
 * Tokens with which the first administrator is made: `zs1.<kid>.<256 random bits>.<exp>.<MAC>`. Any
 * server under the same secret reads them; that one is used once is for the store to see to.
 */
export function createSetupTokens(secrets: readonly Secret[]): SetupTokens {
  const texts = createSealedTexts('zs1', 'setup', secrets)

  return {
    issue(exp) {
      if (!isTime(exp)) throw new TypeError('no time')
      return texts.seal(`${randomBytes(32).toString('base64url')}.${exp}`)
    },
    read(token) {
      const [, exp] = form.exec(texts.open(token) ?? '') ?? []
      return exp === undefined ? null : Number(exp)
    },
  }
}
