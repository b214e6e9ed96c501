import { mostDebtOf, type Store, untilAfter, waitOf } from '@ztoken/core'
import type { Connection } from './connection.ts'

type AttemptPromises = Pick<Store, 'takeAttempt' | 'giveBackAttempt' | 'forgetAttempts'>

export function attemptPromises({ prepare, read, write }: Connection): AttemptPromises {
  const sql = {
    until: prepare('SELECT until FROM allowances WHERE key = ?'),
    put: prepare(
      `INSERT INTO allowances (key, until) VALUES (?1, ?2)
       ON CONFLICT (key) DO UPDATE SET until = ?2`,
    ),
    giveBack: prepare('UPDATE allowances SET until = until - ? WHERE key = ?'),
    forget: prepare('DELETE FROM allowances WHERE key = ?'),
  }
  const untilOf = (key: string): number => (sql.until.get(key)?.until ?? 0) as number

  return {
    takeAttempt: (key, limit, now) =>
      write(() => {
        const known = untilOf(key)
        // A clock that was put back locks nobody out until it has caught up.
        const until = Math.min(known, now + mostDebtOf(limit))
        const wait = waitOf(until, now, limit)
        if (wait === 0) sql.put.run(key, untilAfter(until, now, limit))
        else if (until < known) sql.put.run(key, until)
        return wait
      }),
    giveBackAttempt: (key, refillMilliseconds, count) =>
      write(() => void sql.giveBack.run(refillMilliseconds * count, key)),
    async forgetAttempts(key) {
      // Most have none: who signs in at the first try writes nothing here.
      if ((await read(() => untilOf(key))) === 0) return 0
      return write(() => {
        const until = untilOf(key)
        sql.forget.run(key)
        return until
      })
    },
  }
}
