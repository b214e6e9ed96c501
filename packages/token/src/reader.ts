import { createHash } from 'node:crypto'
import { TokenCache } from './cache.ts'
import { type Claims, createClaimsText, type Parties } from './claims.ts'
import type { TokenFault } from './fault.ts'
import type { ForeignFormat, Format, FormatKey, FormatName, OwnFormat } from './formats/format.ts'
import type { RevocationKey } from './revocation/key.ts'

/** A token that was accepted. */
export interface AccessToken {
  readonly format: FormatName
  readonly claims: Claims
  /** What a revocation of this token names: its session, or the token itself. */
  readonly revocationKey: RevocationKey
}

export interface ReaderOptions extends Parties {
  /** What is accepted, and nothing else. At least one. */
  readonly formats: readonly Format[]
  /** Now, in milliseconds. */
  readonly clock: () => number
  /** How far the issuer's clock may run ahead. Seconds, at most 300. It never extends `exp`. */
  readonly leewaySeconds?: number
  /** The longest lifetime a token of our own may claim. Seconds. */
  readonly maximumTokenSeconds?: number
  /** Verified tokens remembered, an odd number rounded up; 0 remembers none. */
  readonly cacheSize?: number
}

export interface TokenReader {
  /**
   * In: whatever came as a token. Out: the accepted token, or the fault as a text; whether it was
   * revoked is for a RevocationList to say. Never throws on account of the token; throws RangeError
   * where the clock does not give a time.
   */
  read(token: unknown): AccessToken | TokenFault
  /**
   * As `read`, for whoever looks for a mistake of theirs: tells a token of the Flask application
   * that another secret signed from one whose payload is not understood (`payload_unknown`).
   */
  diagnose(token: string): AccessToken | TokenFault
  /** A key is gone for good: its tokens are refused, remembered or not, whatever a ring says. */
  removeKey(kid: string): void
}

const maximumTokenLength = 4096

/** Throws TypeError for options that cannot be meant. */
export function createReader(options: ReaderOptions): TokenReader {
  const { formats, clock } = options
  const { leewaySeconds = 5, maximumTokenSeconds = 86_400, cacheSize = 10_000 } = options
  if (!(leewaySeconds >= 0 && leewaySeconds <= 300)) {
    throw new TypeError('leewaySeconds is 0 to 300')
  }
  if (!Number.isSafeInteger(maximumTokenSeconds) || maximumTokenSeconds < 1) {
    throw new TypeError('maximumTokenSeconds is a whole number of seconds')
  }
  if (!Number.isSafeInteger(cacheSize) || cacheSize < 0) {
    throw new TypeError('cacheSize is a whole number')
  }
  const claimsText = createClaimsText(options)
  const removed = new Set<string>()
  let keys = headerTable(formats, removed)
  const foreign = formats.find((format): format is ForeignFormat => format.name === 'itsdangerous')
  const cache = new TokenCache<AccessToken>(cacheSize)

  /** The key used last answers first: comparing its header costs less than looking it up. */
  let latest: KnownKey | undefined

  /** A key that has gone is refused at once, and so is what was remembered of it. */
  function takeKeys(): void {
    const before = keys
    keys = headerTable(formats, removed)
    latest = undefined
    if ([...before.keys()].some((start) => !keys.has(start))) cache.clear()
  }
  for (const format of formats) {
    if (format.name !== 'itsdangerous') format.onKeysChanged?.(takeKeys)
  }

  function keyOf(token: string): KnownKey | undefined {
    if (latest !== undefined && token.startsWith(latest.start)) return latest
    const found = keys.get(token.slice(0, token.indexOf('.') + 1))
    // A stranger's token is of no key, and those of the others go on being read at once.
    if (found !== undefined) latest = found
    return found
  }

  function verify(token: string): AccessToken | TokenFault {
    const known = keyOf(token)
    if (known === undefined) {
      if (token.indexOf('.') < 1) return 'malformed'
      return foreign === undefined ? 'header_unknown' : readForeign(token, foreign, options)
    }
    const payload = known.key.open(token)
    if (payload === null) return 'not_authentic'
    const claims = claimsText.parse(payload)
    if (typeof claims === 'string') return claims
    if (claims.exp - claims.iat > maximumTokenSeconds || claims.exp <= claims.iat) {
      return 'lifetime_too_long'
    }
    return Object.freeze({ format: known.format, claims, revocationKey: claims.sid as string })
  }

  function timeFaultOf({ claims, format }: AccessToken): TokenFault | null {
    const now = secondsOf(clock())
    // itsdangerous counts the very second of expiry as valid, RFC 7519 §4.1.4 does not, and it
    // never looks at iat.
    if (format === 'itsdangerous' ? claims.exp < now : claims.exp <= now) return 'expired'
    if (format !== 'itsdangerous' && claims.iat > now + leewaySeconds) return 'issued_in_future'
    return null
  }

  const read: TokenReader['read'] = (token) => {
    if (typeof token !== 'string' || token.length > maximumTokenLength) return 'malformed'
    const remembered = cache.get(token)
    const found = remembered ?? verify(token)
    if (typeof found === 'string') return found
    const fault = timeFaultOf(found)
    if (fault !== null) return fault
    if (remembered === undefined) cache.set(token, found)
    return found
  }

  return {
    read,
    diagnose(token) {
      const found = read(token)
      if (found !== 'not_authentic' || keyOf(token) !== undefined) return found
      return foreign?.open(token) ? 'payload_unknown' : found
    },
    removeKey(kid) {
      removed.add(kid)
      takeKeys()
    },
  }
}

/** A key, and how every token of it starts: its header and a dot. */
interface KnownKey {
  readonly start: string
  readonly key: FormatKey
  readonly format: OwnFormat['name']
}

/** Every header these keys make, and whose it is: nothing in a token's header is ever parsed. */
function headerTable(
  formats: readonly Format[],
  removed: ReadonlySet<string>,
): Map<string, KnownKey> {
  if (!Array.isArray(formats) || formats.length === 0) throw new TypeError('formats is empty')
  if (new Set(formats.map(({ name }) => name)).size !== formats.length) {
    throw new TypeError('formats lists one twice')
  }
  const table = new Map<string, KnownKey>()
  for (const format of formats) {
    if (format.name === 'itsdangerous') continue
    for (const key of format.keys) {
      if (removed.has(key.kid)) continue
      const start = `${key.header}.`
      if (table.has(start)) throw new TypeError('two keys share a header')
      table.set(start, { start, key, format: format.name })
    }
  }
  return table
}

function readForeign(
  token: string,
  foreign: ForeignFormat,
  { issuer, audience }: Parties,
): AccessToken | TokenFault {
  const found = foreign.read(token)
  if (found === null) return 'not_authentic'
  // Whoever signs for another application speaks for its people, and for nobody it never knew.
  if (found.sid === null && isMadeHere(found.sub)) return 'not_imported'
  const claims: Claims = Object.freeze({ iss: issuer, aud: audience, ...found })
  const revocationKey = found.sid ?? fingerprint(token)
  return Object.freeze({ format: foreign.name, claims, revocationKey })
}

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Accounts that begin here get a UUID of version 7; imported ones keep the id they came with. */
function isMadeHere(sub: string): boolean {
  return uuid7.test(sub)
}

/** Names a token that has no session. The prefix keeps it apart from every session id. */
function fingerprint(token: string): string {
  return `token/${createHash('sha256').update(token).digest('base64url')}`
}

export function secondsOf(milliseconds: number): number {
  const seconds = Math.floor(milliseconds / 1000)
  if (!Number.isSafeInteger(seconds)) throw new RangeError('the clock gave no time')
  return seconds
}
