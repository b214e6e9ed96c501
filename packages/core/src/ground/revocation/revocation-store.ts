import type { AuditRecord } from '../audit/entry.ts'
import type { EndReason } from '../session/session.ts'
import type { SessionEnd } from '../session/session-changes.ts'
import type { Change } from './change.ts'
import type { Revocation } from './revocation.ts'

/** What the core needs to be true of revocations, which commit in the order of their sequence. */
export interface RevocationStore {
  /** Records the revocation of one token that has no session. */
  revokeToken(
    key: string,
    until: number,
    reason: EndReason,
    audit?: readonly AuditRecord[],
  ): Promise<Revocation>
  /**
   * Records the revocation of everybody's tokens issued from the second `since` to that of the end,
   * under a sequence beyond all that were given before, even if the store was restored since then.
   */
  revokeEverything(
    since: number,
    end: SessionEnd,
    audit?: readonly AuditRecord[],
  ): Promise<Revocation>
  /** Revocations after `after` that still matter at `now` (seconds), in order; at most `limit`. */
  listRevocations(page: RevocationsPage): Promise<Revocation[]>
  /** The same together with every invalidation after `after`, in the order of their commits. */
  listChanges(page: RevocationsPage): Promise<Change[]>
  /**
   * Removes those whose `until` is before this second, a bounded number; how many. Invalidations
   * stay for `invalidationSeconds`.
   */
  sweepRevocations(until: number): Promise<number>
}

export interface RevocationsPage {
  readonly after: number
  readonly now: number
  readonly limit: number
}
