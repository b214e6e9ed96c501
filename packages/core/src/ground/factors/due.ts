import type { IdentityName } from '../account/identity.ts'
import type { Afterwards } from '../session/afterwards.ts'
import type { AuthenticationMethod } from '../session/session.ts'
import type { FactorShown } from './factor.ts'

/** What of an opening says whether a second factor is due, and what a ticket keeps of it with the rest. */
export interface Due {
  /** What was shown so far. */
  readonly amr?: readonly AuthenticationMethod[]
  /** Where the code went that was the first factor; left out: it was none. */
  readonly sentTo?: IdentityName
  /** What is handed over: with the access token alone nobody can refresh the session. */
  readonly handed?: 'both' | 'access token'
  /**
   * Why no second factor is asked for: it was shown, or the application vouches for whoever signs in.
   * Left out, one that is due is asked for.
   */
  readonly factor?: FactorShown | 'vouched'
  /** What the device calls itself. */
  readonly device?: string | null
  /** Under which id the device is known again; left out: one of its own. */
  readonly deviceId?: string
  /** What is done once nothing more is due: kept until then. */
  readonly afterwards?: Afterwards
}
