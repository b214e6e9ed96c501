import {
  type Allowance,
  type AttemptStore,
  debtOf,
  mostDebtOf,
  tryOf,
  untouched,
} from '@ztoken/core'
import type { Row } from './database.ts'
import { type Sql, sql } from './sql.ts'
import { createSweep, removing } from './sweep.ts'
import type { Tools } from './tools.ts'

/** A wait doubled this often is longer than any refill. */
const mostDoublings = 40

export function attemptStore({ database: { ask } }: Tools): AttemptStore {
  const sweep = createSweep(ask)

  async function putBack(key: string, from: Allowance, to: Allowance): Promise<void> {
    await ask(
      sql`UPDATE allowances SET until = ${to.until}::bigint, at = ${to.at}::bigint
        WHERE key = ${key} AND until = ${from.until}::bigint AND at = ${from.at}::bigint`,
    )
  }

  return {
    async takeAttempt(key, limit, now) {
      const { limit: atOnce, refillMilliseconds: refill } = limit
      const { firstWaitMilliseconds: first = refill } = limit
      const most = mostDebtOf(limit)
      for (;;) {
        // Asked first, so that who is at the limit writes nothing, however often they try.
        const [row] = await ask(sql`SELECT until, at FROM allowances WHERE key = ${key}`)
        const known = allowanceOf(row)
        const { wait, kept } = tryOf(known, now, limit)
        if (wait > 0) {
          if (kept !== known) await putBack(key, known, kept)
          return wait
        }
        // As `tryOf` says it, in the statement that writes: many take the last place at once.
        const taken = await ask(
          sql`INSERT INTO allowances AS known (key, until, at)
            VALUES (${key}, ${now + Math.min(refill, most)}::bigint, ${now}::bigint)
            ON CONFLICT (key) DO UPDATE SET (until, at) = (
              SELECT seen + least(greatest(known.until - seen, 0) + ${refill}::bigint, ${most}::bigint), seen
              FROM (SELECT ${seen(now, most)} AS seen) AS moment
            )
            WHERE (
              SELECT number < ${atOnce}::bigint
                OR (required < ${refill}::bigint AND number * ${refill}::bigint - debt >= required)
              FROM (SELECT ${seen(now, most)} AS seen) AS moment,
                LATERAL (SELECT least(greatest(known.until - seen, 0), ${most}::bigint) AS debt) AS state,
                LATERAL (SELECT (debt + ${refill - 1}::bigint) / ${refill}::bigint AS number) AS counted,
                LATERAL (SELECT ${first}::bigint
                  * power(2, least(greatest(number - ${atOnce}::bigint, 0), ${mostDoublings}::bigint))
                  AS required) AS waiting
            )
            RETURNING 1`,
        )
        if (taken.length > 0) return 0
        // Others took the last places since we asked.
      }
    },
    async giveBackAttempt(key, refillMilliseconds, count) {
      await ask(
        sql`UPDATE allowances SET until = until - ${refillMilliseconds * count}::bigint
          WHERE key = ${key}`,
      )
    },
    async forgetAttempts(key, now) {
      const [row] = await ask(sql`DELETE FROM allowances WHERE key = ${key} RETURNING until, at`)
      return debtOf(allowanceOf(row), now)
    },
    sweepAttempts: (at) => sweep(removing('allowances', 'key', sql`until < ${at}`)),
  }
}

function allowanceOf(row: Row | undefined): Allowance {
  return row === undefined ? untouched : { until: Number(row.until), at: Number(row.at) }
}

/** The moment of an attempt at a row `known`: not before its last one, unless a clock was put back. */
function seen(now: number, most: number): Sql {
  return sql`CASE WHEN known.at > ${now + most}::bigint THEN ${now}::bigint
    ELSE greatest(known.at, ${now}::bigint) END`
}
