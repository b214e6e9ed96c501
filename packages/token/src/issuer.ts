import { type Claims, checkIssuable, createClaimsText, type Parties } from './claims.ts'
import type { Format } from './formats/format.ts'
import type { AuthenticationClaims } from './further-claims.ts'
import { checkedOwnClaims, noClaims, type OwnClaims } from './own-claims.ts'
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
   * token from now on that does not outlive it. Throws TypeError for no id, and for what no token
   * may say besides; for whatever that is in the itsdangerous format, which has no room for it.
   */
  issue(subject: TokenSubject): IssuedToken
}

export interface TokenSubject {
  readonly sub: string
  readonly sid: string
  readonly sessionEndsAt?: number
  readonly authentication?: AuthenticationClaims
  /** What the application says; nothing unless given. */
  readonly ext?: OwnClaims
}

/**
 * Nothing but the two ids, what the session knows of its login and what an application says under a
 * name of its own can be put into a token: no header, no other claim, no longer life.
 */
export function createIssuer(options: IssuerOptions): TokenIssuer {
  const { format, clock, accessTokenSeconds, issuer, audience } = options
  if (!Number.isSafeInteger(accessTokenSeconds) || accessTokenSeconds < 1) {
    throw new TypeError('accessTokenSeconds is a whole number of seconds')
  }
  const claimsText = createClaimsText(options)

  return {
    issue({ sub, sid, sessionEndsAt = Number.POSITIVE_INFINITY, authentication, ext = noClaims }) {
      const own = ext === noClaims ? ext : checkedOwnClaims(ext)
      const iat = secondsOf(clock())
      const claims: Claims = {
        iss: issuer,
        aud: audience,
        sub,
        sid,
        iat,
        exp: Math.min(iat + accessTokenSeconds, sessionEndsAt),
        ...(authentication && { auth_time: authentication.auth_time, amr: authentication.amr }),
        ...(Object.keys(own).length > 0 && { ext: own }),
      }
      checkIssuable(claims)
      if (format.name !== 'itsdangerous') {
        return { token: format.seal(claimsText.write(claims)), claims }
      }
      if ('ext' in claims || 'amr' in claims) {
        throw new TypeError('the itsdangerous format carries no further claims')
      }
      return { token: format.issue(claims), claims }
    },
  }
}
