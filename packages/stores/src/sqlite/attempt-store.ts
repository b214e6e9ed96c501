import { type Allowance, type AttemptStore, debtOf, tryOf, untouched } from '@ztoken/core'
import type { Connection } from './connection.ts'
import { createSweep } from './sweep.ts'

export function attemptStore(connection: Connection): AttemptStore {
  const { prepare, read, write } = connection
  const sql = {
    known: prepare('SELECT until, at FROM allowances WHERE key = ?'),
    put: prepare(
      `INSERT INTO allowances (key, until, at) VALUES (?1, ?2, ?3)
       ON CONFLICT (key) DO UPDATE SET until = ?2, at = ?3`,
    ),
    giveBack: prepare('UPDATE allowances SET until = until - ? WHERE key = ?'),
    forget: prepare('DELETE FROM allowances WHERE key = ?'),
  }
  const allowanceOf = (key: string): Allowance =>
    (sql.known.get(key) as Allowance | undefined) ?? untouched

  return {
    takeAttempt: (key, limit, now) =>
      write(() => {
        const known = allowanceOf(key)
        const { wait, kept } = tryOf(known, now, limit)
        if (kept !== known) sql.put.run(key, kept.until, kept.at)
        return wait
      }),
    giveBackAttempt: (key, refillMilliseconds, count) =>
      write(() => void sql.giveBack.run(refillMilliseconds * count, key)),
    async forgetAttempts(key, now) {
      // Most have none: who signs in at the first try writes nothing here.
      if ((await read(() => allowanceOf(key))) === untouched) return 0
      return write(() => {
        const known = allowanceOf(key)
        sql.forget.run(key)
        return debtOf(known, now)
      })
    },
    sweepAttempts: createSweep(connection, { table: 'allowances', key: 'key', column: 'until' }),
  }
}
