import type { Account, AccountChanges, EndOfSessions } from '../account/account-changes.ts'
import { withHash } from '../account/password-of.ts'
import type { Phones } from '../account/phone.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Revocations } from '../revocation/revocations.ts'
import { type Endings, endedCount } from '../session/endings.ts'
import type { Store } from '../store/store.ts'
import type { Claimant } from './fair-queue.ts'
import type { Passwords } from './index.ts'
import { wordsOfAccount } from './words-of-account.ts'

/** How a password is replaced by another, with what ends by that. */
export interface Replacements {
  /**
   * What another password changes of an account, if it is still as it was read: every session ends
   * but the one that `going` names. Throws ZtokenError `password_too_short`, `password_too_long`,
   * `password_common`, `password_breached`, `unavailable`.
   */
  changesOf(
    account: Account,
    password: string,
    claimant: Claimant,
    going?: Omit<EndOfSessions, 'end'>,
  ): Promise<AccountChanges>
  /** How many sessions ended; null where the account is not any more as it was read. */
  make(account: Account, changes: AccountChanges, record: AuditRecord): Promise<number | null>
}

export interface ReplacementsNeed {
  readonly store: Store
  readonly phones: Phones
  readonly passwords: Passwords
  readonly endings: Endings
  readonly revocations: Revocations
  readonly audit: Audit
}

export function createReplacements(needs: ReplacementsNeed): Replacements {
  const { store, phones, passwords, endings, revocations, audit } = needs

  return {
    async changesOf(account, password, claimant, going) {
      const { user, epoch } = account
      await passwords.requireAcceptable(password, wordsOfAccount(phones, user))
      const to = await passwords.hash(password, claimant)
      const endSessions = { except: null, ...going, end: endings.endFor('password_changed') }
      const credentials = { put: [withHash(account, to, endSessions.end.at)] }
      return { credentials, ifEpoch: epoch, moveEpoch: true, endSessions }
    },
    async make({ user }, changes, record) {
      const { endSessions: going, ifEpoch } = changes
      const piledUp =
        going === undefined
          ? 0
          : await endings.endPiledUp(user.id, going.end, { except: going.except, ifEpoch })
      const result = await store.changeAccount(user.id, changes, [record])
      if (result.outcome !== 'changed') return null
      revocations.apply(result.revocations)
      audit.announce(record)
      return piledUp + endedCount(result.revocations)
    },
  }
}
