import { type AccountMergeStore, changesOf, codeSubjectsOf, mergingOf } from '@ztoken/core'
import type { AccountWrites } from './account-writes.ts'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'

export function accountMergeStore(
  { prepare, write }: Connection,
  records: Records,
  writes: AccountWrites,
): AccountMergeStore {
  const endChallenges = prepare('DELETE FROM challenges WHERE kind = ? AND subject = ?')

  return {
    mergeAccounts: (merge, audit = [], { ifAccess } = {}) =>
      write(() => {
        const { end, challengeKinds } = merge
        records.requireAccess(ifAccess)
        const [kept, gone] = [writes.find(merge.kept.id), writes.find(merge.gone.id)]
        if (kept === null || gone === null) return { outcome: 'not_found' }
        if (kept.epoch !== merge.kept.ifEpoch || gone.epoch !== merge.gone.ifEpoch) {
          return { outcome: 'conflict' }
        }
        const merging = mergingOf(kept, gone, { ...merge, at: end.at })
        const revocations = writes.remove(gone.user.id, end)
        writes.change(kept, changesOf(kept, merging))
        records.moveAccess()
        for (const subject of codeSubjectsOf(gone)) {
          for (const kind of challengeKinds) endChallenges.run(kind, subject)
        }
        records.addAudit(audit)
        return { outcome: 'merged', kept, gone, revocations }
      }),
  }
}
