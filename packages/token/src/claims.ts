import type { TokenFault } from './fault.ts'
import {
  checkFurtherClaims,
  type FurtherClaims,
  parseFurtherClaims,
  textOfFurtherClaims,
} from './further-claims.ts'

/** What a token says, whatever its format (RFC 7519 §4.1, RFC 9068 §2.2). Times in seconds. */
export interface Claims extends FurtherClaims {
  readonly iss: string
  readonly aud: string
  /** The user's id. */
  readonly sub: string
  /** The session's id; null in a token that a Flask application minted. */
  readonly sid: string | null
  readonly iat: number
  readonly exp: number
}

/** Who issues and for whom, both exact texts. */
export interface Parties {
  readonly issuer: string
  readonly audience: string
}

/** Who they are unless told otherwise. */
export const defaultParties: Parties = { issuer: 'ztoken', audience: 'ztoken' }

const id = '([A-Za-z0-9][A-Za-z0-9_.:@-]{0,127})'
const time = '(0|[1-9][0-9]{0,15})'
const idPattern = new RegExp(`^${id}$`)
const partyPattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/

/** True for a text that may be a user's or a session's id: 1 to 128 plain characters. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value)
}

/** True for a text that may be an issuer or an audience: 1 to 256 printable ASCII characters. */
export function isParty(value: unknown): value is string {
  return typeof value === 'string' && partyPattern.test(value)
}

/** True for a time in whole seconds. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0)
}

/**
 * The one text that a set of claims has, and the way back. Both sides are built from the same
 * members in the same order, so what parses is exactly what would be written again: a repeated
 * member, an escape, a space, a float or another order has no way in.
 */
export interface ClaimsText {
  write(claims: Claims): string
  parse(text: string): Claims | TokenFault
}

/** Throws TypeError where issuer or audience is not 1 to 256 printable ASCII characters. */
export function createClaimsText({ issuer, audience }: Parties): ClaimsText {
  if (!isParty(issuer) || !isParty(audience)) {
    throw new TypeError('issuer and audience are 1 to 256 printable ASCII characters each')
  }
  const start = `{"iss":"${issuer}","aud":"${audience}","sub":"`
  const whole = new RegExp(
    `^${literally(start)}${id}","sid":"${id}","iat":${time},"exp":${time}((?:,.*)?)\\}$`,
  )

  return {
    write({ sub, sid, iat, exp, ...further }) {
      const end = textOfFurtherClaims(further)
      return `${start}${sub}","sid":"${sid}","iat":${iat},"exp":${exp}${end}}`
    },
    parse(text) {
      const found = whole.exec(text)
      if (found === null) return faultOf(text, issuer, audience)
      const [, sub, sid, iatText, expText, end] = found as unknown as ClaimsParts
      const iat = Number(iatText)
      const exp = Number(expText)
      const further = parseFurtherClaims(end)
      if (!isTime(iat) || !isTime(exp) || further === null) return 'claims_malformed'
      return Object.freeze({ iss: issuer, aud: audience, sub, sid, iat, exp, ...further })
    },
  }
}

type ClaimsParts = readonly [
  whole: string,
  sub: string,
  sid: string,
  iat: string,
  exp: string,
  end: string,
]

function literally(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}

/** Names the fault of a payload that is authentic and not ours: for logs and `token inspect`. */
function faultOf(text: string, issuer: string, audience: string): TokenFault {
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch {
    return 'claims_malformed'
  }
  const { iss, aud } = Object(payload) as Record<string, unknown>
  if (typeof iss === 'string' && iss !== issuer) return 'issuer_mismatch'
  if (typeof aud === 'string' && aud !== audience) return 'audience_mismatch'
  return 'claims_malformed'
}

/** Throws TypeError unless these claims may be issued: ids, whole seconds, an end after the start. */
export function checkIssuable(claims: Claims): void {
  const { sub, sid, iat, exp } = claims
  if (!isId(sub)) throw new TypeError('sub has to be an id of 1 to 128 plain characters')
  if (!isId(sid)) throw new TypeError('sid has to be an id of 1 to 128 plain characters')
  if (!isTime(iat) || !isTime(exp)) throw new TypeError('iat and exp have to be whole seconds')
  if (exp <= iat) throw new TypeError('exp has to be after iat')
  checkFurtherClaims(claims)
}
