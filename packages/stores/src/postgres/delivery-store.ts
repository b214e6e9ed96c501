import type { AuditEntry, Delivery, DeliveryStore } from '@ztoken/core'
import { sql } from './sql.ts'
import type { Tools } from './tools.ts'

export function deliveryStore({ database: { ask } }: Tools): DeliveryStore {
  return {
    async claimDeliveries({ now, leaseUntil, limit }) {
      const rows = await ask(
        sql`WITH due AS (
            SELECT entry_id, endpoint, due_at FROM deliveries WHERE due_at <= ${now}
            ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
          ), claimed AS (
            UPDATE deliveries AS delivery
            SET attempts = attempts + 1, due_at = ${leaseUntil}
            FROM due WHERE delivery.entry_id = due.entry_id AND delivery.endpoint = due.endpoint
            RETURNING delivery.entry, delivery.endpoint, delivery.attempts - 1 AS attempts,
              due.due_at
          )
          SELECT entry, endpoint, attempts FROM claimed ORDER BY due_at`,
      )
      return rows.map(
        (row): Delivery => ({
          entry: row.entry as AuditEntry,
          endpoint: row.endpoint as string,
          attempts: row.attempts as number,
        }),
      )
    },
    async countDeliveries(most) {
      const [row] = await ask(
        sql`SELECT count(*) AS waiting FROM (SELECT 1 FROM deliveries LIMIT ${most}) AS found`,
      )
      return Number(row?.waiting)
    },
    async settleDelivery(entryId, endpoint, retryAt) {
      await ask(
        retryAt === null
          ? sql`DELETE FROM deliveries WHERE entry_id = ${entryId} AND endpoint = ${endpoint}`
          : sql`UPDATE deliveries SET due_at = ${retryAt}
              WHERE entry_id = ${entryId} AND endpoint = ${endpoint}`,
      )
    },
  }
}
