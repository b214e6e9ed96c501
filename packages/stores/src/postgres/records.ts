import type { AuditEntry, Delivery, Store, StoredKey } from '@ztoken/core'
import { recording } from './recording.ts'
import { goingAlone, nudging, revoking } from './revoking.ts'
import { auditColumns, auditEntryOf } from './rows.ts'
import { json, sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

type RecordPromises = Pick<
  Store,
  | 'addAudit'
  | 'listAudit'
  | 'claimDeliveries'
  | 'settleDelivery'
  | 'readKeyRing'
  | 'readKeyRingVersion'
  | 'writeKeyRing'
>

const always = verbatim('true')
const nothing = verbatim('')

export function recordPromises({ database, notifies, nudge }: Tools): RecordPromises {
  const { ask } = database

  return {
    async addAudit(audit) {
      if (audit.length === 0) return
      await ask(sql`WITH happened AS (SELECT 1)${recording(audit, always)} SELECT 1`)
    },
    async listAudit({ before, limit, userId, event, from, until }) {
      const rows = await ask(
        sql`SELECT sequence, ${auditColumns} FROM audit
          WHERE true
            ${before === null ? nothing : sql`AND sequence < ${before}`}
            ${userId === null ? nothing : sql`AND user_id = ${userId}`}
            ${event === null ? nothing : sql`AND event = ${event}`}
            ${from === null ? nothing : sql`AND at >= ${from}`}
            ${until === null ? nothing : sql`AND at < ${until}`}
          ORDER BY sequence DESC LIMIT ${limit}`,
      )
      return rows.map(auditEntryOf)
    },
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
    async settleDelivery(entryId, endpoint, retryAt) {
      await ask(
        retryAt === null
          ? sql`DELETE FROM deliveries WHERE entry_id = ${entryId} AND endpoint = ${endpoint}`
          : sql`UPDATE deliveries SET due_at = ${retryAt}
              WHERE entry_id = ${entryId} AND endpoint = ${endpoint}`,
      )
    },

    async readKeyRing() {
      const [row] = await ask(sql`SELECT version, keys FROM key_ring`)
      return { version: row?.version as number, keys: row?.keys as StoredKey[] }
    },
    async readKeyRingVersion() {
      const [row] = await ask(sql`SELECT version FROM key_ring`)
      return row?.version as number
    },
    async writeKeyRing({ version, keys }, revoked, audit = []) {
      const written = sql`written AS (
        UPDATE key_ring SET version = ${version}, keys = ${json(keys)}
        WHERE version = ${version - 1} RETURNING 1${notifies ? nudging : nothing}
      )`
      const recorded = recording(audit, sql`EXISTS (SELECT 1 FROM written)`)
      const rows = await ask(
        revoked === null
          ? sql`WITH ${written}${recorded} SELECT 1 FROM written`
          : sql`WITH ${written},
              ${goingAlone('key', revoked.kid, revoked.until, sql`EXISTS (SELECT 1 FROM written)`)},
              ${revoking('key_revoked', notifies)}${recorded}
              SELECT 1 FROM written`,
      )
      if (rows.length > 0) nudge()
      return rows.length > 0
    },
  }
}
