import type { Ask } from './database.ts'
import type { Sql } from './sql.ts'

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
