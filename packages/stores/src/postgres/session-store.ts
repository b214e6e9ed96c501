import type { SessionStore } from '@ztoken/core'
import { openSessions, sessionOpening } from './openings.ts'
import { recording } from './recording.ts'
import { endingOne, goingOf, revoking } from './revoking.ts'
import {
  revocationColumns,
  revocationOf,
  sessionColumns,
  sessionOf,
  sessionValues,
} from './rows.ts'
import { sql } from './sql.ts'
import { createSweep, removing } from './sweep.ts'
import type { Tools } from './tools.ts'

export function sessionStore(tools: Tools): SessionStore {
  const {
    database: { ask },
    nudging,
    nudge,
  } = tools
  const sweep = createSweep(ask)

  return {
    openSession: sessionOpening(tools),
    async findSession(id) {
      const [row] = await ask(sql`SELECT ${sessionColumns} FROM sessions WHERE id = ${id}`)
      return row === undefined ? null : sessionOf(row)
    },
    listSessions: async (userId, page) => (await ask(openSessions(userId, page))).map(sessionOf),
    // The table is looked through: with an index over the last use no refresh could be a HOT update.
    async countSessions({ now, usedBefore, openedBefore }) {
      const [row] = await ask(
        sql`SELECT count(*) AS open FROM sessions
          WHERE ended_at IS NULL AND used_at > ${usedBefore} AND created_at > ${openedBefore}
            AND (expires_at IS NULL OR expires_at > ${now})`,
      )
      return Number(row?.open)
    },
    async rotateSession(id, counter, at) {
      const rows = await ask(
        sql`UPDATE sessions SET counter = counter + 1, rotated_at = ${at}, used_at = ${at}
          WHERE id = ${id} AND counter = ${counter} AND ended_at IS NULL RETURNING 1`,
      )
      return rows.length > 0
    },
    async replaceSession(id, session, end, audit = []) {
      const { userId } = session
      const rows = await ask(
        sql`WITH ${endingOne({ sessionId: id, userId }, end)}, opened AS (
            INSERT INTO sessions (${sessionColumns}) SELECT ${sessionValues(session)} FROM ended
          ), ${goingOf(end, null)}, ${revoking(end.reason, nudging)}
          ${recording(audit, sql`EXISTS (SELECT 1 FROM ended)`)}
          SELECT ${revocationColumns} FROM revoked`,
      )
      if (rows.length === 0) return null
      nudge()
      return rows.map(revocationOf)
    },
    async sweepSessions({ endedAt, usedAt, createdAt, expiredAt }) {
      const over = [
        sql`ended_at < ${endedAt}`,
        // Used last before a moment means opened before it, too: the index on that finds them.
        sql`ended_at IS NULL AND used_at < ${usedAt} AND created_at < ${usedAt}`,
        sql`ended_at IS NULL AND created_at < ${createdAt}`,
        sql`ended_at IS NULL AND expires_at < ${expiredAt}`,
      ]
      let removed = 0
      for (const condition of over) removed += await sweep(removing('sessions', 'id', condition))
      return removed
    },
  }
}
