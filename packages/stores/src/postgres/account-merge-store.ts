import {
  type AccountMergeOutcome,
  type AccountMergeStore,
  changesOf,
  codeSubjectsOf,
  mergingOf,
} from '@ztoken/core'
import { changed } from '../judgements/account-changes.ts'
import { moveAccess } from './access-store.ts'
import { changeIdentities } from './account-rows.ts'
import { changingUser, deleteUser, readAccount, removeFoundBy } from './account-writes.ts'
import { revocationOf } from './rows.ts'
import { sql } from './sql.ts'
import type { Tools } from './tools.ts'

export function accountMergeStore({ database, nudging, nudge }: Tools): AccountMergeStore {
  return {
    async mergeAccounts(merge, audit = [], { ifAccess } = {}) {
      const { end, challengeKinds } = merge
      const ids = [merge.kept.id, merge.gone.id]
      const result = await database.transaction<AccountMergeOutcome>(async (ask) => {
        await moveAccess(ask, ifAccess)
        // In one order, whichever of them is kept: crosswise they would wait for one another.
        await ask(sql`SELECT 1 FROM users WHERE id = ANY (${ids}::text[]) ORDER BY id FOR UPDATE`)
        const kept = await readAccount(ask, merge.kept.id)
        const gone = await readAccount(ask, merge.gone.id)
        if (kept === null || gone === null) return { outcome: 'not_found' }
        if (kept.epoch !== merge.kept.ifEpoch || gone.epoch !== merge.gone.ifEpoch) {
          return { outcome: 'conflict' }
        }
        const merging = mergingOf(kept, gone, { ...merge, at: end.at })
        await removeFoundBy(ask, merge.gone.id)
        const changes = changesOf(kept, merging)
        await changeIdentities(ask, merge.kept.id, changes.identities)
        await ask(
          sql`DELETE FROM challenges WHERE kind = ANY (${challengeKinds}::text[])
            AND subject = ANY (${codeSubjectsOf(gone)}::text[])`,
        )
        const account = changed(kept, changes)
        await ask(sql`WITH ${changingUser(account, nudging)} SELECT 1`)
        const rows = await deleteUser(ask, merge.gone.id, { end, audit, nudging })
        return { outcome: 'merged', kept, gone, revocations: rows.map(revocationOf) }
      })
      if (result.outcome === 'merged') nudge()
      return result
    },
  }
}
