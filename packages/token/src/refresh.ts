import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { isId } from './claims.ts'
import type { Secret } from './keys/secret.ts'

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

const maximumLength = 512
const macLength = 43
const form = /^zr1\.([A-Za-z0-9_-]{12})\.([^.]+)\.(0|[1-9][0-9]{0,14})$/

/**
 * Refresh tokens: `zr1.<kid>.<session>.<counter>.<MAC>`, an HMAC-SHA256 over all before it. They
 * are computed, never stored; the store holds the counter (RFC 9700 §4.14.2).
 */
export function createRefreshTokens(secrets: readonly Secret[]): RefreshTokens {
  const keys = new Map<string, KeyObject>()
  for (const secret of secrets) keys.set(secret.kid('refresh'), secret.deriveKey('refresh', 32))
  const [newest] = keys
  if (newest === undefined) throw new TypeError('createRefreshTokens needs a secret')
  const [newestKid, newestKey] = newest

  return {
    issue({ sid, counter }) {
      if (!isSessionId(sid)) throw new TypeError('sid has to be an id without a dot')
      if (!Number.isSafeInteger(counter) || counter < 0 || counter >= 1e15) {
        throw new TypeError('counter has to be a whole number')
      }
      const input = `zr1.${newestKid}.${sid}.${counter}`
      return `${input}.${macOf(input, newestKey)}`
    },
    read(token) {
      if (typeof token !== 'string' || token.length > maximumLength) return null
      const inputEnd = token.length - macLength - 1
      if (inputEnd < 0 || token.charCodeAt(inputEnd) !== 46) return null
      const input = token.slice(0, inputEnd)
      const found = form.exec(input)
      if (found === null) return null
      const [, kid = '', sid = '', counter = ''] = found
      const key = keys.get(kid)
      if (key === undefined || !isSessionId(sid)) return null
      return isSame(token.slice(inputEnd + 1), macOf(input, key))
        ? { sid, counter: Number(counter) }
        : null
    },
  }
}

function isSessionId(sid: string): boolean {
  return isId(sid) && !sid.includes('.')
}

function macOf(input: string, key: KeyObject): string {
  return createHmac('sha256', key).update(input).digest('base64url')
}

function isSame(given: string, expected: string): boolean {
  const bytes = Buffer.from(given, 'utf8')
  return bytes.length === macLength && timingSafeEqual(bytes, Buffer.from(expected, 'utf8'))
}
