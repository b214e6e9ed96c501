import { mostDebtOf, type Store, waitOf } from '@ztoken/core'
import { sql } from './sql.ts'
import type { Tools } from './tools.ts'

type AttemptPromises = Pick<Store, 'takeAttempt' | 'giveBackAttempt' | 'forgetAttempts'>

/** A wait doubled this often is longer than any refill. */
const mostDoublings = 40

export function attemptPromises({ database: { ask } }: Tools): AttemptPromises {
  async function putBack(key: string, from: number, to: number): Promise<void> {
    await ask(
      sql`UPDATE allowances SET until = ${to}::bigint WHERE key = ${key} AND until = ${from}::bigint`,
    )
  }

  return {
    async takeAttempt(key, limit, now) {
      const { limit: atOnce, refillMilliseconds: refill } = limit
      const { firstWaitMilliseconds: first = refill } = limit
      const most = mostDebtOf(limit)
      for (;;) {
        // Asked first, so that who is at the limit writes nothing, however often they try.
        const [known] = await ask(sql`SELECT until FROM allowances WHERE key = ${key}`)
        const until = Number(known?.until ?? 0)
        const wait = waitOf(until, now, limit)
        if (wait > 0) {
          // A clock that was put back locks nobody out until it has caught up.
          if (until > now + most) await putBack(key, until, now + most)
          return wait
        }
        // As `waitOf` says it, in the statement that writes: many take the last place at once.
        const taken = await ask(
          sql`INSERT INTO allowances AS known (key, until)
            VALUES (${key}, ${now + Math.min(refill, most)}::bigint)
            ON CONFLICT (key) DO UPDATE SET until = (
              SELECT ${now}::bigint + least(debt + ${refill}::bigint, ${most}::bigint)
              FROM (SELECT greatest(known.until - ${now}::bigint, 0) AS debt) AS state
            )
            WHERE (
              SELECT number < ${atOnce}::bigint
                OR (required < ${refill}::bigint AND number * ${refill}::bigint - debt >= required)
              FROM (SELECT least(greatest(known.until - ${now}::bigint, 0), ${most}::bigint) AS debt) AS state,
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
    async forgetAttempts(key) {
      const [known] = await ask(sql`DELETE FROM allowances WHERE key = ${key} RETURNING until`)
      return Number(known?.until ?? 0)
    },
  }
}
