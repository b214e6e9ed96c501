import type { Store } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { auditColumns, auditOf, storedAuditOf } from './rows.ts'

type AuditPromises = Pick<Store, 'addAudit' | 'listAudit' | 'claimDeliveries' | 'settleDelivery'>

export function auditPromises(connection: Connection, records: Records): AuditPromises {
  const { prepare, read, write } = connection
  const list = (where: string) =>
    prepare(
      `SELECT sequence, ${auditColumns} FROM audit WHERE sequence < ?1 ${where}
       ORDER BY sequence DESC LIMIT ?2`,
    )
  const sql = {
    list: list(''),
    listOfUser: list('AND user_id = ?3'),
    listOfEvent: list('AND event = ?3'),
    listOfBoth: list('AND user_id = ?3 AND event = ?4'),
    due: prepare(
      `SELECT ${auditColumns}, endpoint, attempts
       FROM deliveries JOIN audit ON audit.id = deliveries.entry_id
       WHERE due_at <= ? ORDER BY due_at, entry_id LIMIT ?`,
    ),
    isDue: prepare('SELECT 1 FROM deliveries WHERE due_at <= ? LIMIT 1'),
    lease: prepare(
      `UPDATE deliveries SET attempts = attempts + 1, due_at = ?
       WHERE entry_id = ? AND endpoint = ?`,
    ),
    retry: prepare('UPDATE deliveries SET due_at = ? WHERE entry_id = ? AND endpoint = ?'),
    done: prepare('DELETE FROM deliveries WHERE entry_id = ? AND endpoint = ?'),
  }

  return {
    addAudit: (audit) => write(() => records.addAudit(audit)),
    listAudit: ({ before, limit, userId, event }) =>
      read(() => {
        const from = before ?? Number.MAX_SAFE_INTEGER
        const rows =
          userId === null
            ? event === null
              ? sql.list.all(from, limit)
              : sql.listOfEvent.all(from, limit, event)
            : event === null
              ? sql.listOfUser.all(from, limit, userId)
              : sql.listOfBoth.all(from, limit, userId, event)
        return rows.map(storedAuditOf)
      }),
    async claimDeliveries({ now, leaseUntil, limit }) {
      // Mostly there is nothing, and to find that out no transaction is needed.
      const isAny = await read(() => sql.isDue.get(now) !== undefined)
      if (!isAny) return []
      return write(() =>
        sql.due.all(now, limit).map((row) => {
          const endpoint = row.endpoint as string
          const entry = auditOf(row)
          sql.lease.run(leaseUntil, entry.id, endpoint)
          return { entry, endpoint, attempts: row.attempts as number }
        }),
      )
    },
    settleDelivery: (entryId, endpoint, retryAt) =>
      write(() => {
        if (retryAt === null) sql.done.run(entryId, endpoint)
        else sql.retry.run(retryAt, entryId, endpoint)
      }),
  }
}
