import type { AccessState, HolderExcept, IfAccess } from '../access/access-state.ts'
import type { Access, Role } from '../access/role.ts'
import type { User } from '../account/user.ts'
import type { AuditQuery, AuditRecord, Delivery, StoredAuditEntry } from '../audit/entry.ts'
import type { StoredKeyRing } from '../keys/stored-key.ts'
import type { AttemptLimit } from '../limits/allowance.ts'
import type { EndReason, Session } from '../session/session.ts'
import type {
  AllSessionsEnded,
  AllSessionsSlice,
  EpochsSlice,
  SessionsPage,
  SomeSessions,
} from '../session/slices.ts'

export type { AttemptLimit }

import type { Account, AccountChangeOutcome, AccountChanges } from '../account/account-changes.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type {
  SessionBounds,
  SessionEnd,
  SessionOpening,
  SessionOpeningOutcome,
  SessionSelector,
} from '../session/session-changes.ts'

export type * from '../account/account-changes.ts'
export type * from '../revocation/revocation.ts'
export type * from '../session/session-changes.ts'

/**
 * What the core needs to be true of the data, as promises. What a promise resolves to has happened
 * for good: an acknowledged write survives a crash; what it is given to record (`audit`) is written
 * in the same transaction, or not at all where nothing happened. A store that cannot answer rejects
 * with `ZtokenError('unavailable')`; it never answers "no" because it is down. Texts hold no NUL:
 * not every database keeps one, so the wire's schemas refuse it.
 */
export interface Store {
  /** Resolves when the store can be asked. */
  ready(): Promise<void>
  close(): Promise<void>
  /**
   * The clock that all who share the store go by: milliseconds since 1970. Null where they are on
   * one machine, whose clock it is.
   */
  now(): Promise<number | null>

  /** The user with this id, or null. */
  findUser(id: string): Promise<User | null>
  /** The account with this canonical phone, or null. */
  findAccountByPhone(phone: string): Promise<Account | null>
  /** The account with this id, or null. */
  findAccount(id: string): Promise<Account | null>
  /**
   * Users in order of id, after the one given; at most `limit`. `search`: a part of the name
   * (case does not matter), or how the phone or the id begins.
   */
  listUsers(page: UsersPage): Promise<User[]>
  /**
   * Adds an account. Of many at once with one phone exactly one is added; says what was taken. The
   * id of a deleted account stays taken for good.
   */
  addAccount(
    account: Account,
    audit?: readonly AuditRecord[],
    how?: IfAccess & {
      /** It is the first administrator, by a link: counts. */
      readonly isSetup?: boolean
    },
  ): Promise<AddOutcome>
  /** Makes all the changes, or none where a condition among them does not hold. */
  changeAccount(
    id: string,
    changes: AccountChanges,
    audit?: readonly AuditRecord[],
  ): Promise<AccountChangeOutcome>
  /**
   * Removes the account, its phone and its sessions, with the revocations of all its tokens. Out:
   * who it was, and those; null where there is no such account.
   */
  deleteAccount(
    id: string,
    end: SessionEnd,
    audit?: readonly AuditRecord[],
    how?: IfAccess,
  ): Promise<{ readonly user: User; readonly revocations: Revocation[] } | null>

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
  /** Removes ended sessions of a user beyond `keep`, at most `limit`; the number of them. */
  forgetEndedSessions(
    userId: string,
    some: { readonly keep: number; readonly limit: number },
  ): Promise<number>

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
  /** Ends open sessions among the next rows in order of id, whosever they are. */
  endSessionsOfAll(slice: AllSessionsSlice): Promise<AllSessionsEnded>
  /** Moves the epochs of the next accounts in order of id, to `epoch` at least. Out: as `next`. */
  moveEpochs(slice: EpochsSlice): Promise<string | null>
  /** Revocations after `after` that still matter at `now` (seconds), in order; at most `limit`. */
  listRevocations(page: RevocationsPage): Promise<Revocation[]>
  /**
   * Calls back soon after something may have been added, here or by another process; may call too
   * often and may miss one: it only makes the polling quicker. Out: ends it.
   */
  onChange(listener: () => void): () => void

  /** The roles and permissions of a user, or null where there is no such user. */
  findAccess(userId: string): Promise<Access | null>
  /**
   * Read before authority is judged: a change under this version happens only if what was judged is
   * still true.
   */
  readAccessState(): Promise<AccessState>
  /** True where somebody has a role that holds this permission, by exactly this name. */
  isPermissionHeld(permission: string, except?: HolderExcept): Promise<boolean>
  listRoles(): Promise<Role[]>
  putRole(role: Role, audit?: readonly AuditRecord[], how?: IfAccess): Promise<void>
  /** Takes the role from everybody who has it, too. False where there was none. */
  deleteRole(name: string, audit?: readonly AuditRecord[], how?: IfAccess): Promise<boolean>

  addAudit(audit: readonly AuditRecord[]): Promise<void>
  /** The newest first. */
  listAudit(query: AuditQuery): Promise<StoredAuditEntry[]>
  /**
   * Takes deliveries that are due at `now` and gives them back to nobody before `leaseUntil`, so
   * that of several servers one tells. Milliseconds.
   */
  claimDeliveries(claim: DeliveryClaim): Promise<Delivery[]>
  /** Done (`retryAt` null), or due again then. */
  settleDelivery(entryId: string, endpoint: string, retryAt: number | null): Promise<void>

  readKeyRing(): Promise<StoredKeyRing>
  /** Its version alone: asked for as often as revocations are. */
  readKeyRingVersion(): Promise<number>
  /**
   * Replaces the ring only if its version is still the one before; a key revoked is recorded too.
   * Other processes hear of it by `onChange`.
   */
  writeKeyRing(
    ring: StoredKeyRing,
    revoked: { readonly kid: string; readonly until: number } | null,
    audit?: readonly AuditRecord[],
  ): Promise<boolean>

  /**
   * Counts an attempt as `limits/allowance.ts` says; where there is no room counts nothing and says
   * how long to wait (ms). For one key time does not go back, whoever's clock lags behind.
   */
  takeAttempt(key: string, limit: AttemptLimit, now: number): Promise<number>
  /** Gives so many attempts back: the key's moment moves back by as many refills. */
  giveBackAttempt(key: string, refillMilliseconds: number, count: number): Promise<void>
  /** Out: how long until all of the key's attempts would have come back (ms); 0: there were none. */
  forgetAttempts(key: string, now: number): Promise<number>

  /** Removes what can matter to nobody any more; the number of rows removed. Bounded work. */
  sweep(before: SweepBounds): Promise<number>
}

export type AddOutcome = 'added' | 'id_taken' | 'phone_taken'

export interface UsersPage {
  readonly after: string | null
  readonly limit: number
  readonly search?: string | null
}

export interface RevocationsPage {
  readonly after: number
  readonly now: number
  readonly limit: number
}

export interface DeliveryClaim {
  readonly now: number
  readonly leaseUntil: number
  readonly limit: number
}

/** Everything strictly older than these leaves. */
export interface SweepBounds {
  /** Revocations whose `until` is before this second. */
  readonly revocationsUntil: number
  /** Ended sessions, ended before; open ones neither opened nor used since. Milliseconds. */
  readonly sessionsEndedAt: number
  readonly sessionsUsedAt: number
  readonly sessionsCreatedAt: number
  /** Open ones that expired before. */
  readonly sessionsExpiredAt: number
  readonly auditAt: number
  /** Keys of which all attempts had come back before. */
  readonly attemptsAt: number
}
