import type { AuditEvent, AuditQuery, AuditStore } from '@ztoken/core'
import { eventsOf, isByTime, isEachAList } from '../judgements/audit-events.ts'
import { recording } from './recording.ts'
import { auditColumns, auditEntryOf } from './rows.ts'
import { joined, type Sql, sql, verbatim } from './sql.ts'
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
    listAudit: async (query) => (await ask(listing(query))).map(auditEntryOf),
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

/** One page; several events of everybody are a list each, of which the first are put together. */
function listing(query: AuditQuery): Sql {
  const ordered = isByTime(query) ? verbatim('at DESC,') : nothing
  const ending = sql`ORDER BY ${ordered} sequence DESC LIMIT ${query.limit}`
  const listOf = (events: readonly AuditEvent[] | null): Sql =>
    sql`SELECT sequence, ${auditColumns} FROM audit WHERE true ${filters(query, events)} ${ending}`
  const events = eventsOf(query)
  if (!isEachAList(query)) return listOf(events)
  const lists = (events ?? []).map((event) => sql`(${listOf([event])})`)
  return sql`SELECT * FROM (${joined(lists, ' UNION ALL ')}) AS entries ${ending}`
}

function filters(query: AuditQuery, events: readonly AuditEvent[] | null): Sql {
  const { before, userId, address = null, from, until } = query
  const place = sql`(SELECT at FROM audit WHERE sequence = ${before}), ${before}`
  const after = isByTime(query) ? sql`(at, sequence) < (${place})` : sql`sequence < ${before}`
  const [only] = events?.length === 1 ? events : []
  const happened = only === undefined ? sql`event = ANY (${events})` : sql`event = ${only}`
  return sql`
    ${before === null ? nothing : sql`AND ${after}`}
    ${userId === null ? nothing : sql`AND user_id = ${userId}`}
    ${address === null ? nothing : sql`AND address = ${address}`}
    ${events === null ? nothing : sql`AND ${happened}`}
    ${from === null ? nothing : sql`AND at >= ${from}`}
    ${until === null ? nothing : sql`AND at < ${until}`}`
}
