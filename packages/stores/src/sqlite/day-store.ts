import { type Day, type DayStore, dayMilliseconds } from '@ztoken/core'
import type { Connection } from './connection.ts'
import { createSweep, slice, slices } from './sweep.ts'

/** Each of them is counted in an index, on the thread where there are many. */
const counts = `SELECT
  (SELECT count(*) FROM users WHERE created_at >= ?2 AND created_at < ?3) AS registrations,
  (SELECT count(*) FROM active_users WHERE day = ?1) AS active,
  (SELECT count(*) FROM audit WHERE event = 'login_failed' AND at >= ?2 AND at < ?3) AS failures,
  (SELECT count(*) FROM users INDEXED BY users_by_age WHERE created_at >= ?4) AS users`

const columns = 'day, registrations, active, failures, users'

export function dayStore(connection: Connection): DayStore {
  const { prepare, read, readLong, write } = connection
  const keep = prepare(`INSERT OR REPLACE INTO days (${columns}) VALUES (?, ?, ?, ?, ?)`)
  const list = prepare(`SELECT ${columns} FROM days WHERE day >= ? ORDER BY day LIMIT ?`)
  const removeActive = prepare(
    `DELETE FROM active_users WHERE (day, user_id) IN
       (SELECT day, user_id FROM active_users WHERE day < ? LIMIT ?)`,
  )
  const sweepKept = createSweep(connection, { table: 'days', key: 'day', column: 'day' })

  return {
    async keepDay(day) {
      const from = day * dayMilliseconds
      const values = [day, from, from + dayMilliseconds, Number.MIN_SAFE_INTEGER]
      const [row] = await readLong({ text: counts, values })
      const { registrations, active, failures, users } = row as unknown as Day
      await write(() => keep.run(day, registrations, active, failures, users))
    },
    listDays: (from, limit) => read(() => list.all(from, limit) as unknown as Day[]),
    async sweepDays({ active, kept }) {
      let rows = await sweepKept(kept)
      for (let n = 0; n < slices; n += 1) {
        const removed = await write(() => Number(removeActive.run(active, slice).changes))
        rows += removed
        if (removed < slice) break
      }
      return rows
    },
  }
}
