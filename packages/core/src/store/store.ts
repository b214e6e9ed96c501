import type { User, UserChanges } from '../account/user.ts'
import type { EndReason, Session } from '../session/session.ts'

/** A user together with the stored form of the password; null where there is no password. */
export interface Account {
  readonly user: User
  readonly passwordHash: string | null
}

/** Tokens are refused until `until` (seconds). Revocations are ordered by `sequence`. */
export interface Revocation {
  readonly sequence: number
  /** The id of an ended session, or the name of one token that has no session. */
  readonly key: string
  readonly until: number
}

/** What is recorded with the end of a session. */
export interface SessionEnd {
  readonly reason: EndReason
  /** Milliseconds. */
  readonly at: number
  /** The second after which no access token of the session can hold. */
  readonly revokedUntil: number
}

/**
 * What the core needs to be true of the data, as promises. What a promise resolves to has happened
 * for good: an acknowledged write survives a crash. A store that cannot answer rejects with
 * `ZtokenError('unavailable')`; it never answers "no" because it is down. Texts hold no NUL: not
 * every database keeps one, so the wire's schemas refuse it.
 */
export interface Store {
  /** Resolves when the store can be asked. */
  ready(): Promise<void>
  close(): Promise<void>

  /** The user with this id, or null. */
  findUser(id: string): Promise<User | null>
  /** The account with this canonical phone, or null. */
  findAccountByPhone(phone: string): Promise<Account | null>
  /** The account with this id, or null. */
  findAccount(id: string): Promise<Account | null>
  /** Users in order of id, after the one given; at most `limit`. */
  listUsers(page: { readonly after: string | null; readonly limit: number }): Promise<User[]>
  /** Adds an account. Of many at once with one phone exactly one is added; says what was taken. */
  addAccount(account: Account): Promise<'added' | 'id_taken' | 'phone_taken'>
  /** The user with the changes made, or null where there is no such user. */
  updateUser(id: string, changes: UserChanges): Promise<User | null>
  /** Replaces the hash only if it is still `from`; false if it is not. */
  replacePasswordHash(id: string, from: string | null, to: string): Promise<boolean>

  addSession(session: Session): Promise<void>
  /** The session, ended or not, or null. */
  findSession(id: string): Promise<Session | null>
  /** The sessions of a user that have not ended, the newest first. */
  listSessions(userId: string): Promise<Session[]>
  /** Moves a session's counter by one only if it is still `counter` and the session has not ended. */
  rotateSession(id: string, counter: number, at: number): Promise<boolean>
  /** Ends the session and records the revocation, both or neither; false if it had ended before. */
  endSession(id: string, end: SessionEnd): Promise<boolean>
  /** Ends every open session of a user but `except`, each with its revocation; the ended ids. */
  endSessions(userId: string, end: SessionEnd, except: string | null): Promise<string[]>

  /** Records the revocation of one token that has no session. */
  revokeToken(key: string, until: number): Promise<void>
  /** Revocations after `sequence` that still matter at `now` (seconds), in order. */
  listRevocations(sequence: number, now: number): Promise<Revocation[]>
}
