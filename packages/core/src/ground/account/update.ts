import { ZtokenError } from '@ztoken/contract'
import type { Actor, Authority } from '../access/authority.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Store } from '../store/store.ts'
import type { UserFields } from '../user-fields/index.ts'
import type { UserFieldChanges, UserFieldParty } from '../user-fields/schema.ts'
import type { AccountChanges } from './account-changes.ts'
import { detailOf } from './change-detail.ts'
import type { User } from './user.ts'

interface Needs {
  readonly store: Store
  readonly audit: Audit
  readonly authority: Authority
  readonly userFields: UserFields
}

/** What is changed of an account by hand. */
export interface ProfileChanges extends Omit<AccountChanges, 'fields' | 'ifFields'> {
  readonly fields?: UserFieldChanges
}

export interface UpdateHow {
  /** Who changes it, and with whose rights to its fields. */
  readonly actor: Actor
  readonly by: UserFieldParty
  readonly whenMissing: 'not_found' | 'token_invalid'
}

/** How often it begins again because others changed the fields of the same account. */
const tries = 8

/**
 * Changes fields of an account, and records which. Throws what `whenMissing` says, what
 * `UserFields.changed` throws, and `conflict` where others change its own fields all the time.
 */
export async function updateAccount(
  { store, audit, authority, userFields }: Needs,
  userId: string,
  { fields, ...changes }: ProfileChanges,
  { actor, by, whenMissing }: UpdateHow,
): Promise<User> {
  /** Judged with what is kept, and kept only if it still is. */
  async function ownFields(): Promise<Pick<AccountChanges, 'fields' | 'ifFields'>> {
    if (fields === undefined) return {}
    const user = await store.findUser(userId)
    if (user === null) throw new ZtokenError(whenMissing)
    const kept = user.fields ?? {}
    return { fields: userFields.changed(kept, fields, by), ifFields: kept }
  }

  for (let n = 0; n < tries; n += 1) {
    let record: AuditRecord | null = null
    const made = { ...changes, ...(await ownFields()) }
    const result = await store.changeAccount(userId, made, (before) => {
      const detail = detailOf(before, made, userFields.told)
      record = authority.recordBy(actor, 'user_updated', { userId, detail })
      return [record]
    })
    if (result.outcome === 'conflict') continue
    if (result.outcome !== 'changed') throw new ZtokenError(whenMissing)
    if (record !== null) audit.announce(record)
    return result.account.user
  }
  throw new ZtokenError('conflict')
}
