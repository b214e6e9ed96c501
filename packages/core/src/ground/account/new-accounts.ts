import { ZtokenError } from '@ztoken/contract'
import { v7 as newUserId } from 'uuid'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Claimant } from '../password/fair-queue.ts'
import type { Passwords } from '../password/index.ts'
import { wordsOfAccount } from '../password/words-of-account.ts'
import type { Store } from '../store/store.ts'
import type { UserFields } from '../user-fields/index.ts'
import type { UserFieldParty, UserFieldValues } from '../user-fields/schema.ts'
import type { Account } from './account-changes.ts'
import type { HeldIdentities } from './held.ts'
import { namesOf, oldestFirst } from './identity.ts'
import { newPassword } from './password-of.ts'
import type { Phones } from './phone.ts'
import type { User } from './user.ts'

/** A user of whom what they are not found by may be left out. */
export type NewUser = Omit<User, 'email' | 'username'> & Partial<Pick<User, 'email' | 'username'>>

/** An account as it begins: found by what its user says, with a password or none. */
export function newAccount(given: NewUser, passwordHash: string | null): Account {
  const user = { ...given, email: given.email ?? null, username: given.username ?? null }
  const { createdAt } = user
  const identities = namesOf(user)
    .map((name) => ({ ...name, verifiedAt: null, createdAt }))
    .sort(oldestFirst)
  const credentials = passwordHash === null ? [] : [newPassword(passwordHash, createdAt)]
  return { user, identities, credentials, epoch: 0 }
}

/** What an account begins with. */
export interface NewAccount {
  readonly phone: string
  readonly password: string
  readonly name?: string | null
  readonly roles?: readonly string[]
  /** The application's own, as the schema of `userFields` has them. */
  readonly fields?: UserFieldValues
}

/** How an account begins, whoever makes it. */
export interface NewAccounts {
  /**
   * The same with its phone in the canonical form, once its password may be used and its fields fit;
   * `by`: who fills them in. Throws ZtokenError `phone_invalid`, `password_too_short`,
   * `password_too_long`, `password_common`, `password_breached`, and as `UserFields.begun`.
   */
  requireAcceptable<Input extends NewAccount>(input: Input, by: UserFieldParty): Promise<Input>
  /** An account as it will be kept; its password is hashed. Throws ZtokenError `unavailable`. */
  make(input: NewAccount, claimant: Claimant): Promise<Account>
  /** Keeps it, under a phone of its own. Throws ZtokenError `phone_taken`, `unavailable`. */
  add(
    account: Account,
    record: AuditRecord,
    how?: Parameters<Store['addAccount']>[2],
  ): Promise<void>
}

export interface NewAccountsNeed {
  readonly store: Pick<Store, 'addAccount'>
  readonly heldIdentities: HeldIdentities
  readonly phones: Phones
  readonly passwords: Passwords
  readonly audit: Audit
  readonly userFields: UserFields
  readonly clock: () => number
}

export function createNewAccounts(needs: NewAccountsNeed): NewAccounts {
  const { store, heldIdentities, phones, passwords, audit, userFields, clock } = needs

  return {
    async requireAcceptable(input, by) {
      const phone = phones.requireCanonical(input.phone)
      const canonical = { ...input, phone, fields: userFields.begun(input.fields, by) }
      await passwords.requireAcceptable(input.password, wordsOfAccount(phones, canonical))
      return canonical
    },
    async make({ phone, password, name = null, roles = [], fields = {} }, claimant) {
      // A taken phone costs a hash as well, so that the time tells nothing (attack A008).
      const passwordHash = await passwords.hash(password, claimant)
      const now = clock()
      const user = {
        id: newUserId({ msecs: now }),
        phone,
        name,
        avatar: null,
        intro: null,
        level: 0,
        roles: [...new Set(roles)].sort(),
        ban: null,
        createdAt: now,
        ...(Object.keys(fields).length > 0 && { fields }),
      }
      return newAccount(user, passwordHash)
    },
    async add(account, record, how) {
      const held = await Promise.all(account.identities.map(heldIdentities.find))
      const isFree = held.every((one) => one === null)
      if (!isFree || (await store.addAccount(account, [record], how)) !== 'added') {
        throw new ZtokenError('phone_taken', { field: '/phone' })
      }
      audit.announce(record)
    },
  }
}
