import type { IfAccess } from '../access/access-state.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { SessionEnd, SessionSelector } from './session-changes.ts'
import type { AllSessionsEnded, AllSessionsSlice, EpochsSlice, SomeSessions } from './slices.ts'

/** What the core needs to be true when sessions end, each together with its revocation. */
export interface SessionEndStore {
  /**
   * Ends sessions that are open, each with its revocation, both or neither. Of all of a user the
   * epoch moves too, so that a login under way does not slip through. Nothing is recorded where
   * nothing ended, but for a user, whose epoch has moved.
   */
  endSessions(
    selector: SessionSelector,
    end: SessionEnd,
    audit?: readonly AuditRecord[],
    how?: IfAccess,
  ): Promise<Revocation[]>
  /**
   * Ends some of a user's sessions, those of them that are open, each with its revocation and with
   * the record that names it. Nothing else changes; for a handful of ids.
   */
  endSomeSessions(some: SomeSessions, audit?: readonly AuditRecord[]): Promise<Revocation[]>
  /** Ends open sessions among the next rows in order of id, whosever they are. */
  endSessionsOfAll(slice: AllSessionsSlice): Promise<AllSessionsEnded>
  /** Removes ended sessions of a user beyond `keep`, at most `limit`; the number of them. */
  forgetEndedSessions(
    userId: string,
    some: { readonly keep: number; readonly limit: number },
  ): Promise<number>
  /** Moves the epochs of the next accounts in order of id, to `epoch` at least. Out: as `next`. */
  moveEpochs(slice: EpochsSlice): Promise<string | null>
}
