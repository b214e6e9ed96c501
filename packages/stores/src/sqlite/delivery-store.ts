import type { DeliveryStore } from '@ztoken/core'
import type { Connection } from './connection.ts'
import { auditColumns, auditOf } from './rows.ts'

export function deliveryStore({ prepare, read, write }: Connection): DeliveryStore {
  const sql = {
    due: prepare(
      `SELECT ${auditColumns}, endpoint, attempts
       FROM deliveries CROSS JOIN audit ON audit.id = deliveries.entry_id
       WHERE due_at <= ? ORDER BY due_at, entry_id LIMIT ?`,
    ),
    isDue: prepare('SELECT 1 FROM deliveries WHERE due_at <= ? LIMIT 1'),
    lease: prepare(
      `UPDATE deliveries SET attempts = attempts + 1, due_at = ?
       WHERE entry_id = ? AND endpoint = ?`,
    ),
    retry: prepare('UPDATE deliveries SET due_at = ? WHERE entry_id = ? AND endpoint = ?'),
    count: prepare('SELECT count(*) AS waiting FROM (SELECT 1 FROM deliveries LIMIT ?)'),
    done: prepare('DELETE FROM deliveries WHERE entry_id = ? AND endpoint = ?'),
  }

  return {
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
    countDeliveries: (most) => read(() => Number(sql.count.get(most)?.waiting)),
    settleDelivery: (entryId, endpoint, retryAt) =>
      write(() => {
        if (retryAt === null) sql.done.run(entryId, endpoint)
        else sql.retry.run(retryAt, entryId, endpoint)
      }),
  }
}
