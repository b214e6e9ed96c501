import { type GrantView, ZtokenError } from '@ztoken/contract'
import type { RefreshTokens, TokenIssuer } from '@ztoken/token'
import type { User } from '../account/user.ts'
import type { Views } from '../account/views.ts'
import { codeOfEnd, endsAt, isOver, type SessionLifetimes } from './rules.ts'
import type { Session } from './session.ts'
import type { ShownSessions } from './shown-sessions.ts'

/** What a login gives. */
export interface Grant {
  readonly accessToken: string
  /** How long it holds. */
  readonly accessTokenSeconds: number
  readonly refreshToken: string
  /** How long that holds where it is not used. */
  readonly refreshTokenSeconds: number
  /** By which the device is known at the next login; null where no password was shown. */
  readonly deviceToken: string | null
  readonly session: Session
  readonly user: User
}

/** As the wire shows it before anything of it goes into a cookie. */
export type WholeGrantView = GrantView & { readonly refresh_token: string }

/** The tokens of an open session. */
export interface Grants {
  /**
   * New tokens for an open session; the access token does not outlive it. Throws ZtokenError
   * `session_idle` where its last second has passed meanwhile.
   */
  of(user: User, session: Session, deviceToken?: string | null): Grant
  /** A grant as the wire shows it. */
  view(grant: Grant): WholeGrantView
  /** The same tokens, and an access token that holds no longer than this. */
  shortened(grant: Grant, accessTokenSeconds: number): Grant
}

export interface GrantsNeed {
  readonly issuer: TokenIssuer
  readonly refreshTokens: RefreshTokens
  readonly views: Views
  readonly lifetimes: SessionLifetimes
  readonly clock: () => number
  readonly shownSessions: ShownSessions
}

export function createGrants(needs: GrantsNeed): Grants {
  const { issuer, refreshTokens, views, lifetimes, shownSessions, clock } = needs

  return {
    of(user, session, deviceToken = null) {
      if (isOver(session, lifetimes, clock())) throw new ZtokenError(codeOfEnd('idle'))
      // Who is handed tokens comes back with them.
      shownSessions.remember(session)
      const sessionEndsAt = Math.floor(endsAt(session, lifetimes) / 1000)
      const { token, claims } = issuer.issue({ sub: user.id, sid: session.id, sessionEndsAt })
      return {
        accessToken: token,
        accessTokenSeconds: claims.exp - claims.iat,
        refreshToken: refreshTokens.issue({ sid: session.id, counter: session.counter }),
        refreshTokenSeconds: sessionEndsAt - claims.iat,
        deviceToken,
        session,
        user,
      }
    },
    shortened(grant, seconds) {
      if (grant.accessTokenSeconds <= seconds) return grant
      const { user, session } = grant
      const endsSoon = Math.floor(clock() / 1000) + seconds
      const { token, claims } = issuer.issue({
        sub: user.id,
        sid: session.id,
        sessionEndsAt: endsSoon,
      })
      return { ...grant, accessToken: token, accessTokenSeconds: claims.exp - claims.iat }
    },
    view: (grant) => ({
      access_token: grant.accessToken,
      token_type: 'Bearer',
      expires_in: grant.accessTokenSeconds,
      refresh_token: grant.refreshToken,
      ...(grant.deviceToken !== null && { device_token: grant.deviceToken }),
      session: views.session(grant.session, grant.session.id),
      user: views.user(grant.user),
    }),
  }
}
