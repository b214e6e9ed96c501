import type { Store } from '@ztoken/core'
import type { Connection } from './connection.ts'

type AttemptPromises = Pick<Store, 'takeAttempt' | 'giveBackAttempt' | 'forgetAttempts'>

export function attemptPromises({ prepare, write }: Connection): AttemptPromises {
  const sql = {
    // The one whose leaving makes room: the limit-th from the newest.
    blocking: prepare(
      'SELECT at FROM attempts WHERE key = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?',
    ),
    take: prepare('INSERT INTO attempts (key, at) VALUES (?, ?)'),
    giveBack: prepare(
      `DELETE FROM attempts WHERE rowid =
         (SELECT rowid FROM attempts WHERE key = ? AND at = ? LIMIT 1)`,
    ),
    forget: prepare('DELETE FROM attempts WHERE key = ?'),
  }

  return {
    takeAttempt: (key, { limit, windowMilliseconds }, now) =>
      write(() => {
        const blocking = sql.blocking.get(key, now - windowMilliseconds, limit - 1)
        if (blocking !== undefined) return (blocking.at as number) + windowMilliseconds - now
        sql.take.run(key, now)
        return 0
      }),
    giveBackAttempt: (key, at) => write(() => void sql.giveBack.run(key, at)),
    forgetAttempts: (key) => write(() => void sql.forget.run(key)),
  }
}
