import { type Claims, checkIssuable, createClaimsText, type Parties } from './claims.ts'
import type { Format } from './formats/format.ts'
import { secondsOf } from './reader.ts'

export interface IssuerOptions extends Parties {
  readonly format: Format
  /** Now, in milliseconds. */
  readonly clock: () => number
  readonly accessTokenSeconds: number
}

export interface IssuedToken {
  readonly token: string
  readonly claims: Claims
}

export interface TokenIssuer {
  /**
   * In: the user's and the session's id, and the second at which the session is over anyway. Out: a
   * token from now on that does not outlive it. Throws TypeError for no id.
   */
  issue(subject: TokenSubject): IssuedToken
}

export interface TokenSubject {
  readonly sub: string
  readonly sid: string
  readonly sessionEndsAt?: number
}

/** Nothing but the two ids can be put into a token: no header, no claim, no longer life. */
export function createIssuer(options: IssuerOptions): TokenIssuer {
  const { format, clock, accessTokenSeconds, issuer, audience } = options
  if (!Number.isSafeInteger(accessTokenSeconds) || accessTokenSeconds < 1) {
    throw new TypeError('accessTokenSeconds is a whole number of seconds')
  }
  const claimsText = createClaimsText(options)

  return {
    issue({ sub, sid, sessionEndsAt = Number.POSITIVE_INFINITY }) {
      const iat = secondsOf(clock())
      const claims: Claims = {
        iss: issuer,
        aud: audience,
        sub,
        sid,
        iat,
        exp: Math.min(iat + accessTokenSeconds, sessionEndsAt),
      }
      checkIssuable(claims)
      const token =
        format.name === 'itsdangerous'
          ? format.issue(claims)
          : format.seal(claimsText.write(claims))
      return { token, claims }
    },
  }
}
