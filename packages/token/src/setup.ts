import { randomBytes } from 'node:crypto'
import { isTime } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts, partsOf } from './sealed-text.ts'

/** What a set-up token says. */
export interface SetupToken {
  /** How many had been set up when it was made: it holds for the next one. */
  readonly setups: number
  /** The second from which on it holds no more. */
  readonly exp: number
}

export interface SetupTokens {
  issue(token: SetupToken): string
  /** Null for everything that is not exactly a token of these secrets. Expiry is the caller's. */
  read(token: unknown): SetupToken | null
}

const form = /^[A-Za-z0-9_-]{43}\.(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})$/

/**
 * Tokens with which the first administrator is made:
 * `zs2.<kid>.<256 random bits>.<setups>.<exp>.<MAC>`. Any server under the same secret reads them;
 * when one has been used, so have all that were made before.
 */
export function createSetupTokens(secrets: readonly Secret[]): SetupTokens {
  const texts = createSealedTexts('zs2', 'setup', secrets)

  return {
    issue({ setups, exp }) {
      if (!isTime(setups) || !isTime(exp)) throw new TypeError('no set-up token')
      return texts.seal(`${randomBytes(32).toString('base64url')}.${setups}.${exp}`)
    },
    read(token) {
      const parts = partsOf(texts.open(token), form)
      if (parts === null) return null
      const [, setups, exp] = parts
      return { setups: Number(setups), exp: Number(exp) }
    },
  }
}
