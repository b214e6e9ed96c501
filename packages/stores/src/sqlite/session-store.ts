import { setImmediate as othersFirst } from 'node:timers/promises'
import {
  mostRead,
  type Session,
  type SessionOpening,
  type SessionStore,
  sessionsToEnd,
} from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { sessionColumns, sessionOf } from './rows.ts'
import { createSessionSweep } from './session-sweep.ts'
import { mapped } from './statements.ts'

/** Rows counted before others are served again: under a millisecond. */
const slice = 2_000

export function sessionStore(connection: Connection, records: Records): SessionStore {
  const { prepare, read, write } = connection
  const sql = {
    epoch: prepare('SELECT epoch FROM users WHERE id = ?'),
    find: prepare(`SELECT ${sessionColumns} FROM sessions WHERE id = ?`),
    // In order of id: an index over the last use would have to be written at every refresh.
    count: prepare(
      `SELECT max(id) AS last, count(*) AS looked_at, sum(is_open) AS open FROM (
         SELECT id, ended_at IS NULL AND used_at > ? AND created_at > ?
           AND (expires_at IS NULL OR expires_at > ?) AS is_open
         FROM sessions WHERE id > ? ORDER BY id LIMIT ${slice})`,
    ),
    rotate: prepare(
      `UPDATE sessions SET counter = counter + 1, rotated_at = ?1, used_at = ?1
       WHERE id = ?2 AND counter = ?3 AND ended_at IS NULL`,
    ),
    openOfKind: prepare(
      `SELECT ${sessionColumns} FROM sessions INDEXED BY sessions_open
       WHERE user_id = ? AND ended_at IS NULL AND device_kind IS ? LIMIT ?`,
    ),
  }

  /** What a policy has to know of, and one more where there is too much of it. */
  function sessionsRead(
    { userId, deviceKind }: Session,
    policy: SessionOpening['policy'],
  ): Session[] {
    const limit = mostRead(policy) + 1
    if (policy.maximum !== null) return records.openSessions(userId, { after: null, limit })
    if (!policy.oneForEachKind) return []
    return sql.openOfKind.all(userId, deviceKind, limit).map(sessionOf)
  }

  return {
    openSession: ({ session, epoch, policy, end, recordEnd }, audit = []) =>
      write(() => {
        if (sql.epoch.get(session.userId)?.epoch !== epoch) return { outcome: 'stale' }
        const open = sessionsRead(session, policy)
        if (open.length > mostRead(policy)) return { outcome: 'crowded' }
        const going = sessionsToEnd(open, session, policy)
        if (going === null) return { outcome: 'full' }
        const revocations = going.map(({ id }) => records.endSession(id, end))
        records.addSession(session)
        const ended = going.map((one) => recordEnd(one))
        records.addAudit([...ended, ...audit])
        return { outcome: 'opened', revocations, ended }
      }),
    findSession: (id) => read(() => mapped(sql.find.get(id), sessionOf)),
    listSessions: (userId, page) => read(() => records.openSessions(userId, page)),
    async countSessions({ now, usedBefore, openedBefore }) {
      let total = 0
      let after = ''
      for (;;) {
        const found = await read(() => sql.count.get(usedBefore, openedBefore, now, after))
        total += Number(found?.open ?? 0)
        if (Number(found?.looked_at) < slice) return total
        after = String(found?.last)
        await othersFirst()
      }
    },
    rotateSession: (id, counter, at) =>
      write(() => Number(sql.rotate.run(at, id, counter).changes) === 1),
    replaceSession: (id, session, end, audit = []) =>
      write(() => {
        const { userId } = session
        if (records.selectSessions({ sessionId: id, userId }).length === 0) return null
        const revocation = records.endSession(id, end)
        records.addSession(session)
        records.addAudit(audit)
        return [revocation]
      }),
    sweepSessions: createSessionSweep(connection),
  }
}
