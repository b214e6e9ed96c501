import type { Store } from '@ztoken/core'
import type { Connection } from './connection.ts'

/** Rows looked at in one transaction, and transactions in one sweep. */
const slice = 1_000
const slices = 200

/**
 * Everything is swept in slices, between which others are served. Sessions are looked through in
 * order of id, from where the last sweep stopped: an index over the last use would have to be
 * written at every refresh.
 */
export function sweepPromises({ prepare, read, write }: Connection): Pick<Store, 'sweep'> {
  const sql = {
    sessions: prepare(
      `SELECT id, used_at, created_at, expires_at, ended_at FROM sessions
       WHERE id > ? ORDER BY id LIMIT ?`,
    ),
    deleteSession: prepare(
      `DELETE FROM sessions WHERE id = ?1 AND (ended_at < ?2
         OR (ended_at IS NULL AND (used_at < ?3 OR created_at < ?4 OR expires_at < ?5)))`,
    ),
    others: [
      {
        bound: 'revocationsUntil',
        delete: prepare(sliceOf('revocations', 'sequence', 'until')),
      },
      { bound: 'auditAt', delete: prepare(sliceOf('audit', 'sequence', 'at')) },
      { bound: 'attemptsAt', delete: prepare(sliceOf('allowances', 'key', 'until')) },
    ] as const,
  }
  let lastId = ''

  return {
    async sweep(before) {
      const { sessionsEndedAt, sessionsUsedAt, sessionsCreatedAt, sessionsExpiredAt } = before
      let rows = 0
      for (const { bound, delete: deletion } of sql.others) {
        for (let n = 0; n < slices; n += 1) {
          const removed = await write(() => Number(deletion.run(before[bound], slice).changes))
          rows += removed
          if (removed < slice) break
        }
      }
      for (let n = 0; n < slices; n += 1) {
        const found = await read(() => sql.sessions.all(lastId, slice))
        lastId = found.length < slice ? '' : (found.at(-1)?.id as string)
        const over = found.filter(({ ended_at, used_at, created_at, expires_at }) =>
          ended_at === null
            ? (used_at as number) < sessionsUsedAt ||
              (created_at as number) < sessionsCreatedAt ||
              (expires_at !== null && (expires_at as number) < sessionsExpiredAt)
            : (ended_at as number) < sessionsEndedAt,
        )
        if (over.length > 0) {
          rows += await write(() =>
            over
              .map(({ id }) =>
                sql.deleteSession.run(
                  id as string,
                  sessionsEndedAt,
                  sessionsUsedAt,
                  sessionsCreatedAt,
                  sessionsExpiredAt,
                ),
              )
              .reduce((sum, { changes }) => sum + Number(changes), 0),
          )
        }
        if (lastId === '') break
      }
      return rows
    },
  }
}

function sliceOf(table: string, key: string, column: string): string {
  return `DELETE FROM ${table} WHERE ${key} IN
    (SELECT ${key} FROM ${table} WHERE ${column} < ? LIMIT ?)`
}
