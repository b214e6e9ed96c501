import type { SessionStore } from '@ztoken/core'
import type { Connection } from './connection.ts'
import { slice, slices } from './sweep.ts'

/**
 * Sessions are looked through in order of id, from where the last sweep stopped: an index over the
 * last use would have to be written at every refresh.
 */
export function createSessionSweep({
  prepare,
  read,
  write,
}: Connection): SessionStore['sweepSessions'] {
  const sql = {
    next: prepare(
      `SELECT id, used_at, created_at, expires_at, ended_at FROM sessions
       WHERE id > ? ORDER BY id LIMIT ?`,
    ),
    delete: prepare(
      `DELETE FROM sessions WHERE id = ?1 AND (ended_at < ?2
         OR (ended_at IS NULL AND (used_at < ?3 OR created_at < ?4 OR expires_at < ?5)))`,
    ),
  }
  let lastId = ''

  return async ({ endedAt, usedAt, createdAt, expiredAt }) => {
    let rows = 0
    for (let n = 0; n < slices; n += 1) {
      const found = await read(() => sql.next.all(lastId, slice))
      lastId = found.length < slice ? '' : (found.at(-1)?.id as string)
      const over = found.filter(({ ended_at, used_at, created_at, expires_at }) =>
        ended_at === null
          ? (used_at as number) < usedAt ||
            (created_at as number) < createdAt ||
            (expires_at !== null && (expires_at as number) < expiredAt)
          : (ended_at as number) < endedAt,
      )
      if (over.length > 0) {
        rows += await write(() =>
          over
            .map(({ id }) => sql.delete.run(id as string, endedAt, usedAt, createdAt, expiredAt))
            .reduce((sum, { changes }) => sum + Number(changes), 0),
        )
      }
      if (lastId === '') break
    }
    return rows
  }
}
