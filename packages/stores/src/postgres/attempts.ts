import type { Store } from '@ztoken/core'
import { sql } from './sql.ts'
import type { Tools } from './tools.ts'

type AttemptPromises = Pick<Store, 'takeAttempt' | 'giveBackAttempt' | 'forgetAttempts'>

export function attemptPromises({ database: { ask } }: Tools): AttemptPromises {
  return {
    async takeAttempt(key, { limit, windowMilliseconds }, now) {
      const since = now - windowMilliseconds
      for (;;) {
        // Asked first, so that who is at the limit writes nothing, however often they try.
        const [full] = await ask(
          sql`SELECT at FROM attempts CROSS JOIN unnest(times) AS at
            WHERE key = ${key} AND at > ${since}::bigint
            ORDER BY at DESC LIMIT 1 OFFSET ${limit - 1}`,
        )
        if (full !== undefined) return (full.at as number) - since
        const taken = await ask(
          sql`INSERT INTO attempts AS known (key, times) VALUES (${key}, ARRAY[${now}::bigint])
            ON CONFLICT (key) DO UPDATE SET times = known.times || excluded.times
            WHERE (
              SELECT count(*) FROM unnest(known.times) AS at WHERE at > ${since}::bigint
            ) < ${limit}
            RETURNING 1`,
        )
        if (taken.length > 0) return 0
        // Others took the last places since we asked.
      }
    },
    async giveBackAttempt(key, at) {
      await ask(
        sql`UPDATE attempts
          SET times = times[:array_position(times, ${at}::bigint) - 1]
            || times[array_position(times, ${at}::bigint) + 1:]
          WHERE key = ${key} AND ${at}::bigint = ANY (times)`,
      )
    },
    async forgetAttempts(key) {
      await ask(sql`DELETE FROM attempts WHERE key = ${key}`)
    },
  }
}
