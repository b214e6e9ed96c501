import { ZtokenError } from '@ztoken/contract'
import type { Actor, Authority } from '../access/authority.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Store } from '../store/store.ts'
import type { AccountChanges } from './account-changes.ts'
import { detailOf } from './change-detail.ts'
import type { User } from './user.ts'

interface Needs {
  readonly store: Store
  readonly audit: Audit
  readonly authority: Authority
}

/** Changes fields of an account, and records which. Throws what `whenMissing` says. */
export async function updateAccount(
  { store, audit, authority }: Needs,
  userId: string,
  changes: AccountChanges,
  actor: Actor,
  whenMissing: 'not_found' | 'token_invalid',
): Promise<User> {
  const { ifAccess: _, moveEpoch: __, ...fields } = changes
  let record: AuditRecord | null = null
  const result = await store.changeAccount(userId, changes, (before) => {
    record = authority.recordBy(actor, 'user_updated', { userId, detail: detailOf(before, fields) })
    return [record]
  })
  if (result.outcome !== 'changed') throw new ZtokenError(whenMissing)
  if (record !== null) audit.announce(record)
  return result.account.user
}
