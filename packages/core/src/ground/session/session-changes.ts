import type { AuditRecord } from '../audit/entry.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { EndReason, Session } from './session.ts'

/** What is recorded with the end of sessions. */
export interface SessionEnd {
  readonly reason: EndReason
  /** Milliseconds. */
  readonly at: number
  /** The second after which no access token of the session can hold. */
  readonly revokedUntil: number
  /** Also revokes the user's tokens that have no session, until this second. */
  readonly revokeUserUntil?: number
  /** Those issued up to this second; up to `at` unless given. */
  readonly revokeUserBefore?: number
}

export type SessionSelector =
  | { readonly sessionId: string; readonly userId?: string }
  | { readonly userId: string; readonly except: string | null }

/**
 * Sessions not used since `usedBefore`, opened no later than `openedBefore` or that expire no later
 * than `now` (ms) are over: not counted.
 */
export interface SessionBounds {
  readonly now: number
  readonly usedBefore: number
  readonly openedBefore: number
}

/** How many sessions a user may have, and what happens to the others when one opens. */
export interface SessionPolicy extends SessionBounds {
  /** Null: as many as they like. */
  readonly maximum: number | null
  readonly whenFull: 'end_oldest' | 'refuse'
  /** Ends the user's sessions of the same kind of device. */
  readonly oneForEachKind: boolean
}

export interface SessionOpening {
  readonly session: Session
  readonly epoch: number
  readonly policy: SessionPolicy
  /** How the sessions that have to go end. */
  readonly end: SessionEnd
  /** What is recorded of each of them. */
  readonly recordEnd: (session: Session) => AuditRecord
}

export type SessionOpeningOutcome =
  | {
      readonly outcome: 'opened'
      readonly revocations: Revocation[]
      /** The entries of the sessions that ended. */
      readonly ended: readonly AuditRecord[]
    }
  /** No such account, or its epoch has moved. */
  | { readonly outcome: 'stale' }
  | { readonly outcome: 'full' }
  /** Far more are open than may be, and nothing was done: some have to be ended first. */
  | { readonly outcome: 'crowded' }
