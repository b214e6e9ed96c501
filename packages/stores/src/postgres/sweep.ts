import type { Ask } from './database.ts'
import { type Sql, sql, verbatim } from './sql.ts'

/** Rows of a kind that leave in one statement, and statements in one sweep. */
export const mostAtOnce = 2000
const mostStatements = 50

/**
 * Sweeps with a statement that says how many rows it `removed` and how many it `looked_at`, which
 * leaves what others hold until later. Out: how many it removed in all.
 */
export function createSweep(ask: Ask): (statement: Sql) => Promise<number> {
  return async (statement) => {
    let removed = 0
    for (let n = 0; n < mostStatements; n += 1) {
      const [row] = await ask(statement)
      removed += Number(row?.removed ?? 0)
      if (Number(row?.looked_at ?? 0) < mostAtOnce) break
    }
    return removed
  }
}

/** Of a table, what holds this condition: a bounded number, and not what others are changing. */
export function removing(table: string, key: string, condition: Sql): Sql {
  const [from, by] = [verbatim(table), verbatim(key)]
  return sql`WITH old AS (
      SELECT ${by} FROM ${from} WHERE ${condition} LIMIT ${mostAtOnce} FOR UPDATE SKIP LOCKED
    ), removed AS (
      DELETE FROM ${from} WHERE ${by} IN (SELECT ${by} FROM old) RETURNING 1
    )
    SELECT (SELECT count(*) FROM removed) AS removed, (SELECT count(*) FROM old) AS looked_at`
}
