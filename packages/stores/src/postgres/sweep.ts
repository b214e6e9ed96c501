import type { Store, SweepBounds } from '@ztoken/core'
import { type Sql, sql } from './sql.ts'
import type { Tools } from './tools.ts'

/** Rows of a kind that leave in one statement, and statements in one sweep. */
const batch = 2000
const mostBatches = 50

export function sweepPromise({ database: { ask } }: Tools): Pick<Store, 'sweep'> {
  async function untilDone(statement: Sql): Promise<number> {
    let removed = 0
    for (let n = 0; n < mostBatches; n += 1) {
      const [row] = await ask(statement)
      removed += Number(row?.removed ?? 0)
      if (Number(row?.looked_at ?? 0) < batch) break
    }
    return removed
  }

  return {
    async sweep(before) {
      let removed = 0
      for (const statement of sweeps(before)) removed += await untilDone(statement)
      return removed
    },
  }
}

/** Each says how many it removed and how many it looked at. What others hold stays until later. */
function sweeps(before: SweepBounds): Sql[] {
  return [
    sql`WITH old AS (
        SELECT sequence FROM revocations WHERE until < ${before.revocationsUntil}
        LIMIT ${batch} FOR UPDATE SKIP LOCKED
      ), removed AS (
        DELETE FROM revocations WHERE sequence IN (SELECT sequence FROM old) RETURNING 1
      )
      SELECT (SELECT count(*) FROM removed) AS removed, (SELECT count(*) FROM old) AS looked_at`,
    sessionSweep(sql`ended_at < ${before.sessionsEndedAt}`),
    // Used last before a moment means opened before it, too: the index on that finds them.
    sessionSweep(
      sql`ended_at IS NULL AND used_at < ${before.sessionsUsedAt}
        AND created_at < ${before.sessionsUsedAt}`,
    ),
    sessionSweep(sql`ended_at IS NULL AND created_at < ${before.sessionsCreatedAt}`),
    sessionSweep(sql`ended_at IS NULL AND expires_at < ${before.sessionsExpiredAt}`),
    // The oldest come first, so no index on the time is needed to find them.
    sql`WITH oldest AS (
        SELECT sequence, at FROM audit ORDER BY sequence LIMIT ${batch}
      ), removed AS (
        DELETE FROM audit
        WHERE sequence IN (SELECT sequence FROM oldest WHERE at < ${before.auditAt}) RETURNING 1
      )
      SELECT (SELECT count(*) FROM removed) AS removed,
        (SELECT count(*) FROM oldest WHERE at < ${before.auditAt}) AS looked_at`,
    // Where nobody could be told, what there was to tell leaves with its entry.
    sql`DELETE FROM deliveries WHERE at < ${before.auditAt}`,
    sql`WITH old AS (
        SELECT key FROM allowances WHERE until < ${before.attemptsAt}
        LIMIT ${batch} FOR UPDATE SKIP LOCKED
      ), removed AS (
        DELETE FROM allowances WHERE key IN (SELECT key FROM old) RETURNING 1
      )
      SELECT (SELECT count(*) FROM removed) AS removed, (SELECT count(*) FROM old) AS looked_at`,
  ]
}

function sessionSweep(condition: Sql): Sql {
  return sql`WITH old AS (
      SELECT id FROM sessions WHERE ${condition} LIMIT ${batch} FOR UPDATE SKIP LOCKED
    ), removed AS (
      DELETE FROM sessions WHERE id IN (SELECT id FROM old) RETURNING 1
    )
    SELECT (SELECT count(*) FROM removed) AS removed, (SELECT count(*) FROM old) AS looked_at`
}
