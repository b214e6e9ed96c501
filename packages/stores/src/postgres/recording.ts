import type { AuditRecord } from '@ztoken/core'
import { auditColumns } from './rows.ts'
import { json, type Sql, sql, verbatim } from './sql.ts'

const nothing = verbatim('')

/**
 * Goes after the last part of a WITH: records what happened, and whom to tell of it, where
 * `condition` holds.
 */
export function recording(audit: readonly AuditRecord[], condition: Sql): Sql {
  if (audit.length === 0) return nothing
  const entries = audit.map(({ deliverTo: _, ...entry }, place) => ({
    ...entry,
    place,
    actor_id: entry.actorId,
    user_id: entry.userId,
    session_id: entry.sessionId,
  }))
  return sql`, recorded AS (
    INSERT INTO audit (${auditColumns})
    SELECT ${auditColumns} FROM json_to_recordset(${json(entries)}::json) AS entry (
      place bigint, id text, at bigint, event text, actor_id text, user_id text, session_id text,
      address text, device text, detail json
    )
    WHERE ${condition} ORDER BY place
  )${queueing(audit, condition)}`
}

function queueing(audit: readonly AuditRecord[], condition: Sql): Sql {
  const deliveries = audit.flatMap(({ deliverTo, ...entry }) =>
    deliverTo.map((endpoint) => ({ endpoint, entry })),
  )
  if (deliveries.length === 0) return nothing
  return sql`, queued AS (
    INSERT INTO deliveries (entry_id, endpoint, entry, at, attempts, due_at)
    SELECT entry ->> 'id', endpoint, entry, (entry ->> 'at')::bigint, 0, (entry ->> 'at')::bigint
    FROM json_to_recordset(${json(deliveries)}::json) AS delivery (endpoint text, entry json)
    WHERE ${condition}
    ON CONFLICT DO NOTHING
  )`
}
