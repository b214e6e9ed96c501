import type { IfAccess } from '../access/access-state.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { SessionEnd } from '../session/session-changes.ts'
import type { Account } from './account-changes.ts'
import type { IdentityKind } from './identity.ts'

/** What the core needs to be true where two accounts become one. */
export interface AccountMergeStore {
  /**
   * Gives one account what `mergingOf` says of another, which ends as a deleted one does, its id
   * taken for good. Codes on their way to what that one was found by hold no more. Of two that are
   * merged crosswise at once one is kept.
   */
  mergeAccounts(
    merge: AccountMerge,
    audit?: readonly AuditRecord[],
    how?: IfAccess,
  ): Promise<AccountMergeOutcome>
}

/** One of the two, as it was when the merge was judged. */
export interface MergedAccount {
  readonly id: string
  /** Only if the epoch is still this; else nothing at all is changed. */
  readonly ifEpoch: number
}

export interface AccountMerge {
  readonly kept: MergedAccount
  readonly gone: MergedAccount
  /** Whether the roles go over. */
  readonly withRoles: boolean
  /** The kinds that could be proven here; see `mergingOf`. */
  readonly provable: readonly IdentityKind[]
  /** How the sessions of the one end that goes. */
  readonly end: SessionEnd
  /** The kinds of the challenges that end with it, where they are bound to what it was found by. */
  readonly challengeKinds: readonly string[]
}

export type AccountMergeOutcome =
  | {
      readonly outcome: 'merged'
      /** Both as they were until then. */
      readonly kept: Account
      readonly gone: Account
      readonly revocations: Revocation[]
    }
  | { readonly outcome: 'not_found' | 'conflict' }
