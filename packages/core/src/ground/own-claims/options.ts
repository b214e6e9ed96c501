import type { DeviceKind } from '@ztoken/contract'
import type { OwnClaims } from '@ztoken/token'
import type { User } from '../account/user.ts'
import type { AuthenticationMethod } from '../session/session.ts'

/** The session that a token is for, and how it was signed in. */
export interface ClaimsAsked {
  readonly sessionId: string
  /** By the names of RFC 8176; empty: the application vouched for them. */
  readonly amr: readonly AuthenticationMethod[]
  readonly device: string | null
  readonly deviceKind: DeviceKind | null
  readonly address: string | null
}

type Answer = OwnClaims | null | undefined

/** What access tokens say besides who holds them. */
export interface OwnClaimsOptions {
  /**
   * What the application wants to find in its tokens, e.g. `{ tenant: 'acme', plan: 3 }`: asked
   * whenever an access token is issued, at each login and each refresh, and found in `claims` of a
   * caller. At most 8, of 512 bytes of JSON together, under names like `plan_b`; nothing: none. Where
   * it throws, answers something else or not in time nothing is issued and nothing is spent:
   * `unavailable`, and `report` hears of it. Not with `itsdangerous` as the format issued.
   */
  readonly claims?: (user: User, how: ClaimsAsked) => Promise<Answer> | Answer
  /**
   * Whether tokens say when and how somebody showed who they are, `auth_time` and `amr` (RFC 9068),
   * so that a guard in another service can ask for a step-up. False unless said. Not with
   * `itsdangerous` as the format issued.
   */
  readonly authenticationClaims?: boolean
}
