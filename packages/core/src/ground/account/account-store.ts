import type { IfAccess } from '../access/access-state.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { SessionEnd } from '../session/session-changes.ts'
import type { Account, AccountChangeOutcome, AccountChanges } from './account-changes.ts'
import type { IdentityName } from './identity.ts'
import type { User } from './user.ts'

/** What the core needs to be true of accounts; see `Store` for what holds of every promise. */
export interface AccountStore {
  /** The user with this id, or null. */
  findUser(id: string): Promise<User | null>
  /** The account that is found by this, or null. */
  findAccountByIdentity(name: IdentityName): Promise<Account | null>
  /** The account with this id, or null. */
  findAccount(id: string): Promise<Account | null>
  /** Users in order of id, after the one given; at most `limit`. `ids`: only who has one of these. */
  listUsers(page: UsersPage): Promise<User[]>
  /**
   * Adds an account. Of many at once with one identity exactly one is added; says what was taken. The
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
  /**
   * Makes all the changes, or none where a condition among them does not hold. What is recorded may
   * tell what was before: it is asked for in the transaction.
   */
  changeAccount(
    id: string,
    changes: AccountChanges,
    audit?: readonly AuditRecord[] | RecordChange,
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
}

/** What to record of a change, by whom it changes as they were before. */
export type RecordChange = (before: User) => readonly AuditRecord[]

export type AddOutcome = 'added' | 'id_taken' | 'identity_taken'

export interface UsersPage {
  readonly after: string | null
  readonly limit: number
  readonly ids?: readonly string[] | null
}
