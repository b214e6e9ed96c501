import { isId } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts, partsOf } from './sealed-text.ts'

/** What a refresh token says: which session, and which of its tokens in order. */
export interface RefreshToken {
  readonly sid: string
  readonly counter: number
}

export interface RefreshTokens {
  issue(token: RefreshToken): string
  /** Null for everything that is not exactly a token of these secrets. */
  read(token: unknown): RefreshToken | null
}

const form = /^([^.]+)\.(0|[1-9][0-9]{0,14})$/

/**
 * Refresh tokens: `zr1.<kid>.<session>.<counter>.<MAC>`, an HMAC-SHA256 over all before it. They
 * are computed, never stored; the store holds the counter (RFC 9700 §4.14.2).
 */
export function createRefreshTokens(secrets: readonly Secret[]): RefreshTokens {
  const texts = createSealedTexts('zr1', 'refresh', secrets)

  return {
    issue({ sid, counter }) {
      if (!isSessionId(sid)) throw new TypeError('sid has to be an id without a dot')
      if (!Number.isSafeInteger(counter) || counter < 0 || counter >= 1e15) {
        throw new TypeError('counter has to be a whole number')
      }
      return texts.seal(`${sid}.${counter}`)
    },
    read(token) {
      const parts = partsOf(texts.open(token), form)
      if (parts === null) return null
      const [, sid, counter] = parts as [string, string, string]
      return isSessionId(sid) ? { sid, counter: Number(counter) } : null
    },
  }
}

function isSessionId(sid: string): boolean {
  return isId(sid) && !sid.includes('.')
}
