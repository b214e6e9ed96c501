import { type Day, type DayStore, dayMilliseconds } from '@ztoken/core'
import { sql } from './sql.ts'
import { createSweep, mostAtOnce } from './sweep.ts'
import type { Tools } from './tools.ts'

export function dayStore({ database: { ask } }: Tools): DayStore {
  const sweep = createSweep(ask)

  return {
    async keepDay(day) {
      const from = day * dayMilliseconds
      const until = from + dayMilliseconds
      // Each of them is counted in an index.
      await ask(
        sql`INSERT INTO days (day, registrations, active, failures, users) SELECT ${day}::bigint,
            (SELECT count(*) FROM users WHERE created_at >= ${from} AND created_at < ${until}),
            (SELECT count(*) FROM active_users WHERE day = ${day}),
            (SELECT count(*) FROM audit
              WHERE event = 'login_failed' AND at >= ${from} AND at < ${until}),
            (SELECT count(*) FROM users)
          ON CONFLICT (day) DO UPDATE SET registrations = excluded.registrations,
            active = excluded.active, failures = excluded.failures, users = excluded.users`,
      )
    },
    async listDays(from, limit) {
      const rows = await ask(
        sql`SELECT day, registrations, active, failures, users FROM days
          WHERE day >= ${from} ORDER BY day LIMIT ${limit}`,
      )
      return rows as unknown as Day[]
    },
    async sweepDays({ active, kept }) {
      const removed = await sweep(
        sql`WITH old AS (
            SELECT day, user_id FROM active_users WHERE day < ${active}
            LIMIT ${mostAtOnce} FOR UPDATE SKIP LOCKED
          ), removed AS (
            DELETE FROM active_users WHERE (day, user_id) IN (SELECT day, user_id FROM old)
            RETURNING 1
          )
          SELECT (SELECT count(*) FROM removed) AS removed, (SELECT count(*) FROM old) AS looked_at`,
      )
      const rows = await ask(sql`DELETE FROM days WHERE day < ${kept} RETURNING 1`)
      return removed + rows.length
    },
  }
}
