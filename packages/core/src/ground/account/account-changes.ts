import type { IfAccess } from '../access/access-state.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { Session } from '../session/session.ts'
import type { SessionEnd } from '../session/session-changes.ts'
import type { UserFieldValues } from '../user-fields/schema.ts'
import type { Credential } from './credential.ts'
import type { Identity, IdentityName } from './identity.ts'
import type { Ban, User } from './user.ts'

/** A user together with what only the core may see. */
export interface Account {
  readonly user: User
  /** What it is found by, the oldest first; of no kind must there be one. */
  readonly identities: readonly Identity[]
  /** What its owner may show, the oldest first. */
  readonly credentials: readonly Credential[]
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
  readonly avatar?: string | null
  readonly level?: number | null
  readonly roles?: readonly string[]
  readonly ban?: Ban | null
  /** In the place of all that were kept. */
  readonly fields?: UserFieldValues
  readonly identities?: IdentityChanges
  readonly credentials?: CredentialChanges
  /** Only if the epoch is still this; else nothing at all is changed. */
  readonly ifEpoch?: number
  /** Only if the fields are still these; else nothing at all is changed. */
  readonly ifFields?: UserFieldValues
  /** Moves the epoch: logins under way will not open a session. */
  readonly moveEpoch?: boolean
  /** Ends open sessions in the same transaction. */
  readonly endSessions?: EndOfSessions
}

export interface IdentityChanges {
  /** Added, or kept anew where they are this account's; of somebody else's nothing is changed. */
  readonly put?: readonly Identity[]
  readonly remove?: readonly IdentityName[]
}

export interface CredentialChanges {
  /**
   * Added where the version is 1, else put in the place of the one whose version is lower by one.
   * Only if all are as they were read; else nothing at all is changed.
   */
  readonly put?: readonly Credential[]
  /** By id. */
  readonly remove?: readonly string[]
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
  | { readonly outcome: 'not_found' | 'conflict' | 'identity_taken' }
