import type { IfAccess } from '../access/access-state.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { Session } from '../session/session.ts'
import type { SessionEnd } from '../session/session-changes.ts'
import type { Ban, User } from './user.ts'

/** A user together with what only the core may see. */
export interface Account {
  readonly user: User
  /** Null where there is no password. */
  readonly passwordHash: string | null
  /**
   * Moves when the password changes, a ban begins or all sessions end: a session is opened only
   * under the epoch its login saw.
   */
  readonly epoch: number
}

/** What is changed of an account; a member left out stays as it is. */
export interface AccountChanges extends IfAccess {
  readonly name?: string | null
  readonly intro?: string | null
  readonly headPortrait?: string | null
  readonly level?: number | null
  readonly roles?: readonly string[]
  readonly ban?: Ban | null
  /** Only if the hash is still `from`; else nothing at all is changed. */
  readonly passwordHash?: { readonly from: string | null; readonly to: string }
  /** Only if the epoch is still this; else nothing at all is changed. */
  readonly ifEpoch?: number
  /** Moves the epoch: logins under way will not open a session. */
  readonly moveEpoch?: boolean
  /** Ends open sessions in the same transaction. */
  readonly endSessions?: EndOfSessions
}

export interface EndOfSessions {
  readonly end: SessionEnd
  /** The session that goes on, or null. */
  readonly except: string | null
  /**
   * What goes on in its place: that one ends as well, only if it is open; else nothing at all is
   * changed.
   */
  readonly renewal?: { readonly session: Session; readonly end: SessionEnd }
}

export type AccountChangeOutcome =
  | {
      readonly outcome: 'changed'
      readonly account: Account
      /** The user as they were until then. */
      readonly before: User
      readonly revocations: Revocation[]
    }
  | { readonly outcome: 'not_found' | 'conflict' }
