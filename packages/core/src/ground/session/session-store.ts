import type { AuditRecord } from '../audit/entry.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { Session } from './session.ts'
import type {
  SessionBounds,
  SessionEnd,
  SessionOpening,
  SessionOpeningOutcome,
} from './session-changes.ts'
import type { SessionsPage } from './slices.ts'

/** What the core needs to be true of sessions that are open. */
export interface SessionStore {
  /**
   * Opens a session under the account's epoch and the policy: never more than the maximum are open,
   * however many open at once; the least recently used end. Reads `mostRead` sessions at most.
   */
  openSession(
    opening: SessionOpening,
    audit?: readonly AuditRecord[],
  ): Promise<SessionOpeningOutcome>
  /** The session, ended or not, or null. */
  findSession(id: string): Promise<Session | null>
  /**
   * The sessions of a user that have not ended, the newest first: a page, found by an index however
   * many there are and were; all of them where no page is asked for, which is not for a request.
   */
  listSessions(userId: string, page?: SessionsPage): Promise<Session[]>
  /**
   * How many sessions of everybody are open and not over. Others are served meanwhile; a session
   * that opens or ends meanwhile may or may not be counted.
   */
  countSessions(bounds: SessionBounds): Promise<number>
  /** Moves a session's counter by one only if it is still `counter` and the session has not ended. */
  rotateSession(id: string, counter: number, at: number): Promise<boolean>
  /**
   * Ends a session that is open and opens one of the same user in its place, both or neither. Null
   * where it is not open.
   */
  replaceSession(
    id: string,
    session: Session,
    end: SessionEnd,
    audit?: readonly AuditRecord[],
  ): Promise<Revocation[] | null>
  /** Removes sessions that have been over for long, a bounded number; how many. */
  sweepSessions(before: SessionSweep): Promise<number>
}

/** Everything strictly older than these leaves; milliseconds. */
export interface SessionSweep {
  readonly endedAt: number
  /** Open ones neither opened nor used since. */
  readonly usedAt: number
  readonly createdAt: number
  /** Open ones that expired before. */
  readonly expiredAt: number
}
