import type { AuditStore } from '@ztoken/core'
import { recording } from './recording.ts'
import { auditColumns, auditEntryOf } from './rows.ts'
import { sql, verbatim } from './sql.ts'
import { createSweep, mostAtOnce } from './sweep.ts'
import type { Tools } from './tools.ts'

const always = verbatim('true')
const nothing = verbatim('')

export function auditStore({ database: { ask } }: Tools): AuditStore {
  const sweep = createSweep(ask)

  return {
    async addAudit(audit) {
      if (audit.length === 0) return
      await ask(sql`WITH happened AS (SELECT 1)${recording(audit, always)} SELECT 1`)
    },
    async listAudit({ before, limit, userId, event, from, until }) {
      const isByTime = from !== null || until !== null
      const place = sql`(SELECT at FROM audit WHERE sequence = ${before}), ${before}`
      const after = isByTime ? sql`(at, sequence) < (${place})` : sql`sequence < ${before}`
      const rows = await ask(
        sql`SELECT sequence, ${auditColumns} FROM audit
          WHERE true
            ${before === null ? nothing : sql`AND ${after}`}
            ${userId === null ? nothing : sql`AND user_id = ${userId}`}
            ${event === null ? nothing : sql`AND event = ${event}`}
            ${from === null ? nothing : sql`AND at >= ${from}`}
            ${until === null ? nothing : sql`AND at < ${until}`}
          ORDER BY ${isByTime ? verbatim('at DESC,') : nothing} sequence DESC LIMIT ${limit}`,
      )
      return rows.map(auditEntryOf)
    },
    async sweepAudit(before) {
      // The oldest come first, so no index on the time is needed to find them.
      const removed = await sweep(
        sql`WITH oldest AS (
            SELECT sequence, at FROM audit ORDER BY sequence LIMIT ${mostAtOnce}
          ), removed AS (
            DELETE FROM audit
            WHERE sequence IN (SELECT sequence FROM oldest WHERE at < ${before}) RETURNING 1
          )
          SELECT (SELECT count(*) FROM removed) AS removed,
            (SELECT count(*) FROM oldest WHERE at < ${before}) AS looked_at`,
      )
      // Where nobody could be told, what there was to tell leaves with its entry.
      await ask(sql`DELETE FROM deliveries WHERE at < ${before}`)
      return removed
    },
  }
}
