import type { AccessStore } from '../access/access-store.ts'
import type { AccountMergeStore } from '../account/account-merge-store.ts'
import type { AccountStore } from '../account/account-store.ts'
import type { UserSearchStore } from '../account/user-search-store.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { DeliveryStore } from '../audit/delivery-store.ts'
import type { ChallengeStore } from '../challenge/challenge-store.ts'
import type { DayStore } from '../days/day-store.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { AttemptStore } from '../limits/attempt-store.ts'
import type { RevocationStore } from '../revocation/revocation-store.ts'
import type { SessionEndStore } from '../session/session-end-store.ts'
import type { SessionStore } from '../session/session-store.ts'

/**
 * What the core needs to be true of the data, as promises, a port for each noun. What a promise
 * resolves to has happened for good: an acknowledged write survives a crash; what it is given to
 * record (`audit`) is written in the same transaction, or not at all where nothing happened. A store
 * that cannot answer rejects with `ZtokenError('unavailable')`; it never answers "no" because it is
 * down. Texts hold no NUL: not every database keeps one, so the wire's schemas refuse it.
 */
export type Store = AccountStore &
  AccountMergeStore &
  UserSearchStore &
  SessionStore &
  SessionEndStore &
  RevocationStore &
  AccessStore &
  AuditStore &
  DeliveryStore &
  KeyStore &
  AttemptStore &
  ChallengeStore &
  DayStore &
  StoreLife

export interface StoreConnections {
  readonly open: number
  /** Of them those that nobody uses at the moment. */
  readonly idle: number
  /** Questions that wait for one. */
  readonly waiting: number
}

/** What is no question about data. */
export interface StoreLife {
  /** Resolves when the store can be asked. */
  ready(): Promise<void>
  close(): Promise<void>
  /** The connections of this process to the database, where there are several. */
  connections?(): StoreConnections
  /**
   * The clock that all who share the store go by: milliseconds since 1970. Null where they are on
   * one machine, whose clock it is.
   */
  now(): Promise<number | null>
  /**
   * Calls back soon after something may have been added, here or by another process; may call too
   * often and may miss one: it only makes the polling quicker. Out: ends it.
   */
  onChange(listener: () => void): () => void
}
