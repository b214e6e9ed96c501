import type { AccountChanges, AccountStore, EndOfSessions, Revocation } from '@ztoken/core'
import { movesAccess } from '../judgements/access.ts'
import { isAsExpected, recordsOf } from '../judgements/account-changes.ts'
import { credentialRows, identityRows } from './account-rows.ts'
import type { AccountWrites } from './account-writes.ts'
import type { Connection } from './connection.ts'
import type { NameIndex } from './name-index.ts'
import type { Records } from './records.ts'
import {
  accountColumns,
  accountOf,
  folded,
  userColumns,
  userOf,
  userRowColumns,
  userRowValues,
} from './rows.ts'
import { mapped, marks } from './statements.ts'

export function accountStore(
  connection: Connection,
  records: Records,
  index: NameIndex,
  writes: AccountWrites,
): AccountStore {
  const { prepare, read, readLong, write } = connection
  const sql = {
    findUser: prepare(`SELECT ${userColumns} FROM users WHERE id = ?`),
    findByIdentity: prepare(
      `SELECT ${accountColumns} FROM users WHERE id =
         (SELECT user_id FROM identities WHERE kind = ? AND subject = ?)`,
    ),
    isTaken: prepare(
      'SELECT 1 FROM users WHERE id = ?1 UNION ALL SELECT 1 FROM deleted_users WHERE id = ?1',
    ),
    add: prepare(`INSERT INTO users (${userRowColumns}) VALUES (${marks(userRowColumns)})`),
  }
  const list = `SELECT ${userColumns} FROM users WHERE id > ? ORDER BY id LIMIT ?`
  const byIds = `SELECT ${userColumns} FROM users WHERE id > ?
    AND id IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?`
  const names = identityRows(connection)
  const shown = credentialRows(connection)

  return {
    findUser: (id) => read(() => mapped(sql.findUser.get(id), userOf)),
    findAccount: (id) => read(() => writes.find(id)),
    findAccountByIdentity: ({ kind, subject }) =>
      read(() => mapped(sql.findByIdentity.get(kind, subject), accountOf)),
    async listUsers({ after, limit, ids = null }) {
      const from = after ?? ''
      const question =
        ids === null
          ? { text: list, values: [from, limit] }
          : { text: byIds, values: [from, JSON.stringify(ids), limit] }
      return (await readLong(question)).map(userOf)
    },
    addAccount: (account, audit = [], { ifAccess, isSetup = false } = {}) =>
      write(() => {
        records.requireAccess(ifAccess)
        const { id } = account.user
        if (sql.isTaken.get(id) !== undefined) return 'id_taken'
        if (names.isAnothers(account.identities, id)) return 'identity_taken'
        sql.add.run(...userRowValues(account))
        index.put(id, folded(account.user.name))
        names.put(id, account.identities)
        shown.put(id, account.credentials)
        if (isSetup || account.user.roles.length > 0) records.moveAccess(Number(isSetup))
        records.addAudit(audit)
        return 'added'
      }),
    changeAccount: (id, changes, audit = []) =>
      write(() => {
        records.requireAccess(changes.ifAccess)
        const known = writes.find(id)
        if (known === null) return { outcome: 'not_found' }
        if (!isAsExpected(known, changes) || !canRenew(id, changes)) return { outcome: 'conflict' }
        if (names.isAnothers(changes.identities?.put ?? [], id))
          return { outcome: 'identity_taken' }
        const account = writes.change(known, changes)
        if (movesAccess(known.user, changes)) records.moveAccess()
        const revocations =
          changes.endSessions === undefined ? [] : endSessions(id, changes.endSessions)
        records.addAudit(recordsOf(audit, known.user))
        return { outcome: 'changed', account, before: known.user, revocations }
      }),
    deleteAccount: (id, end, audit = [], { ifAccess } = {}) =>
      write(() => {
        records.requireAccess(ifAccess)
        const known = writes.find(id)
        if (known === null) return null
        const revocations = writes.remove(id, end)
        if (known.user.roles.length > 0) records.moveAccess()
        records.addAudit(audit)
        return { user: known.user, revocations }
      }),
  }

  function canRenew(userId: string, { endSessions: ending }: AccountChanges): boolean {
    if (ending?.renewal === undefined) return true
    return records.selectSessions({ sessionId: ending.except ?? '', userId }).length > 0
  }

  function endSessions(userId: string, { end, except, renewal }: EndOfSessions): Revocation[] {
    const open = records.selectSessions({ userId, except })
    const ended = open.map((session) => records.endSession(session.id, end))
    ended.push(...records.endForeignTokens(userId, end))
    if (renewal !== undefined && except !== null) {
      ended.push(records.endSession(except, renewal.end))
      records.addSession(renewal.session)
    }
    return ended
  }
}
