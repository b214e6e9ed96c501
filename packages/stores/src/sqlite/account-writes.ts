import type { Account, AccountChanges, Revocation, SessionEnd } from '@ztoken/core'
import { changed } from '../judgements/account-changes.ts'
import { credentialRows, identityRows } from './account-rows.ts'
import type { Connection } from './connection.ts'
import type { NameIndex } from './name-index.ts'
import type { Records } from './records.ts'
import { accountColumns, accountOf, folded, userRowColumns, userRowValues } from './rows.ts'
import { mapped, marks } from './statements.ts'

/** What is done to whole accounts, inside a transaction of another's. */
export interface AccountWrites {
  find(id: string): Account | null
  /** Keeps an account as it is after the changes. Out: that. */
  change(known: Account, changes: AccountChanges): Account
  /** Removes an account, its sessions and what belongs to it, but for its id. */
  remove(id: string, end: SessionEnd): Revocation[]
}

/** Of a row all but what it is found by. */
const changing = userRowColumns.replace('id, ', '')

export function accountWrites(
  connection: Connection,
  records: Records,
  index: NameIndex,
): AccountWrites {
  const { prepare } = connection
  const sql = {
    find: prepare(`SELECT ${accountColumns} FROM users WHERE id = ?`),
    change: prepare(`UPDATE users SET (${changing}) = (${marks(changing)}) WHERE id = ?`),
    deleteSessions: prepare('DELETE FROM sessions WHERE user_id = ?'),
    deleteUser: prepare('DELETE FROM users WHERE id = ?'),
    keepId: prepare('INSERT INTO deleted_users (id, deleted_at) VALUES (?, ?)'),
  }
  const names = identityRows(connection)
  const shown = credentialRows(connection)

  return {
    find: (id) => mapped(sql.find.get(id), accountOf),
    change(known, changes) {
      const { id } = known.user
      const account = changed(known, changes)
      sql.change.run(...userRowValues(account).slice(1), id)
      if (account.user.name !== known.user.name) index.put(id, folded(account.user.name))
      names.change(id, changes.identities)
      shown.change(id, changes.credentials)
      records.isNews()
      return account
    },
    remove(id, end) {
      const open = records.selectSessions({ userId: id, except: null })
      const revocations = open.map((session) => records.endSession(session.id, end))
      revocations.push(...records.endForeignTokens(id, end))
      sql.deleteSessions.run(id)
      names.removeAll(id)
      shown.removeAll(id)
      sql.deleteUser.run(id)
      index.put(id, null)
      sql.keepId.run(id, end.at)
      records.isNews()
      return revocations
    },
  }
}
