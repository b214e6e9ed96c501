import { type GrantView, ZtokenError } from '@ztoken/contract'
import {
  nameableMethods,
  type OwnClaims,
  type RefreshTokens,
  type TokenIssuer,
} from '@ztoken/token'
import type { User } from '../account/user.ts'
import type { Views } from '../account/views.ts'
import type { AskClaims } from '../own-claims/index.ts'
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
  /** What the application says in the access token. */
  readonly claims: OwnClaims
}

/** As the wire shows it before anything of it goes into a cookie. */
export type WholeGrantView = GrantView & { readonly refresh_token: string }

type Issued = Pick<Grant, 'user' | 'session' | 'claims'>

/** The tokens of an open session. */
export interface Grants {
  /**
   * What the application wants to say in tokens of this session: asked before anything is opened,
   * ended or spent. Throws ZtokenError `unavailable`.
   */
  readonly askClaims: AskClaims
  /**
   * New tokens for an open session; the access token does not outlive it. Throws ZtokenError
   * `session_idle` where its last second has passed meanwhile.
   */
  of(user: User, session: Session, claims: OwnClaims, deviceToken?: string | null): Grant
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
  readonly askClaims: AskClaims
  /** Whether tokens say when and how somebody showed who they are. */
  readonly authenticationClaims: boolean
}

export function createGrants(needs: GrantsNeed): Grants {
  const { issuer, refreshTokens, views, lifetimes, shownSessions, clock, askClaims } = needs

  function issue({ user, session, claims }: Issued, sessionEndsAt: number) {
    const { id: sid, verifiedAt, amr } = session
    const authentication = { auth_time: Math.floor(verifiedAt / 1000), amr: nameableMethods(amr) }
    const { token, claims: all } = issuer.issue({
      ...{ sub: user.id, sid, sessionEndsAt, ext: claims },
      ...(needs.authenticationClaims && { authentication }),
    })
    return { accessToken: token, accessTokenSeconds: all.exp - all.iat, issuedAt: all.iat }
  }

  return {
    askClaims,
    of(user, session, claims, deviceToken = null) {
      if (isOver(session, lifetimes, clock())) throw new ZtokenError(codeOfEnd('idle'))
      // Who is handed tokens comes back with them.
      shownSessions.remember(session)
      const sessionEndsAt = Math.floor(endsAt(session, lifetimes) / 1000)
      const { issuedAt, ...issued } = issue({ user, session, claims }, sessionEndsAt)
      return {
        ...issued,
        refreshToken: refreshTokens.issue({ sid: session.id, counter: session.counter }),
        refreshTokenSeconds: sessionEndsAt - issuedAt,
        deviceToken,
        session,
        user,
        claims,
      }
    },
    shortened(grant, seconds) {
      if (grant.accessTokenSeconds <= seconds) return grant
      const { issuedAt: _, ...issued } = issue(grant, Math.floor(clock() / 1000) + seconds)
      return { ...grant, ...issued }
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
