import { type AccountMergeStore, changesOf, codeSubjectsOf, mergingOf } from '@ztoken/core'
import { requireAccess } from '../judgements/access.ts'
import { changed } from '../judgements/account-changes.ts'
import { removeAccount, replaceAccount } from './account-writes.ts'
import { addAudit, moveAccess, type Tables } from './tables.ts'

export function accountMergeStore(tables: Tables): AccountMergeStore {
  const { accounts, challenges } = tables

  return {
    async mergeAccounts(merge, audit = [], { ifAccess } = {}) {
      const { end, challengeKinds } = merge
      requireAccess(tables.access.version, ifAccess)
      const [kept, gone] = [accounts.get(merge.kept.id), accounts.get(merge.gone.id)]
      if (kept === undefined || gone === undefined) return { outcome: 'not_found' }
      if (kept.epoch !== merge.kept.ifEpoch || gone.epoch !== merge.gone.ifEpoch) {
        return { outcome: 'conflict' }
      }
      const changes = changesOf(kept, mergingOf(kept, gone, { ...merge, at: end.at }))
      const revocations = removeAccount(tables, gone, end)
      replaceAccount(tables, kept, changed(kept, changes))
      moveAccess(tables)
      const subjects = codeSubjectsOf(gone)
      for (const [key, { kind, subject }] of challenges) {
        if (challengeKinds.includes(kind) && subjects.includes(subject)) challenges.delete(key)
      }
      addAudit(tables, audit)
      return structuredClone({ outcome: 'merged', kept, gone, revocations })
    },
  }
}
