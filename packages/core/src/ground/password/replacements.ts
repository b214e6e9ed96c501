import type { Account, AccountChanges, EndOfSessions } from '../account/account-changes.ts'
import { setAnew, withHash } from '../account/password-of.ts'
import type { Phones } from '../account/phone.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Endings } from '../session/endings.ts'
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
  readonly phones: Phones
  readonly passwords: Passwords
  readonly endings: Endings
}

export function createReplacements(needs: ReplacementsNeed): Replacements {
  const { phones, passwords, endings } = needs

  return {
    async changesOf(account, password, claimant, going) {
      const { user, epoch } = account
      await passwords.requireAcceptable(password, wordsOfAccount(phones, user))
      const to = await passwords.hash(password, claimant)
      const endSessions = { except: null, ...going, end: endings.endFor('password_changed') }
      const { at } = endSessions.end
      const credentials =
        going === undefined ? setAnew(account, to, at) : { put: [withHash(account, to, at)] }
      return { credentials, ifEpoch: epoch, moveEpoch: true, endSessions }
    },
    async make({ user }, changes, record) {
      const { outcome, ended } = await endings.change(user.id, changes, record)
      return outcome === 'changed' ? ended : null
    },
  }
}
