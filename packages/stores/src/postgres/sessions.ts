import type { AuditRecord, SessionEnd, SessionSelector, Store } from '@ztoken/core'
import { requireAccess } from './access.ts'
import type { Ask, Row } from './database.ts'
import { openSessions } from './openings.ts'
import { recording } from './recording.ts'
import { endingAll, endingOne, goingOf, revoking } from './revoking.ts'
import {
  revocationColumns,
  revocationOf,
  sessionColumns,
  sessionOf,
  sessionValues,
} from './rows.ts'
import { sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

type SessionPromises = Pick<
  Store,
  | 'findSession'
  | 'listSessions'
  | 'countSessions'
  | 'rotateSession'
  | 'replaceSession'
  | 'endSessions'
  | 'endSomeSessions'
  | 'forgetEndedSessions'
>

const always = verbatim('true')

export function sessionPromises({ database, notifies, nudge }: Tools): SessionPromises {
  const { ask, transaction } = database

  return {
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
          ), ${goingOf(end, null)}, ${revoking(end.reason, notifies)}
          ${recording(audit, sql`EXISTS (SELECT 1 FROM ended)`)}
          SELECT ${revocationColumns} FROM revoked`,
      )
      if (rows.length === 0) return null
      nudge()
      return rows.map(revocationOf)
    },
    async endSessions(selector, end, audit = [], { ifAccess } = {}) {
      const ending = (ask: Ask): Promise<Row[]> =>
        'except' in selector
          ? endAll(ask, selector, end, audit)
          : ask(
              sql`WITH ${endingOne(selector, end)}, ${goingOf(end, null)},
                ${revoking(end.reason, notifies)}
                ${recording(audit, sql`EXISTS (SELECT 1 FROM ended)`)}
                SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
            )
      const isOneStatement = !('except' in selector) && ifAccess === undefined
      const rows = await (isOneStatement
        ? ending(ask)
        : transaction(async (ask) => {
            await requireAccess(ask, ifAccess)
            return ending(ask)
          }))
      if (rows.length > 0) nudge()
      return rows.map(revocationOf)
    },
    async endSomeSessions({ userId, ids, end }, audit = []) {
      const rows = await transaction(async (ask) => {
        // Held, so that what is recorded as ended here has not ended by itself meanwhile.
        const open = await ask(sql`SELECT id FROM sessions
          WHERE id = ANY (${ids}) AND user_id = ${userId} AND ended_at IS NULL FOR UPDATE`)
        const ending = open.map(({ id }) => id as string)
        const kept = audit.filter(({ sessionId }) => ending.includes(sessionId ?? ''))
        return ask(
          sql`WITH ended AS (
              UPDATE sessions SET ended_at = ${end.at}, end_reason = ${end.reason}
              WHERE id = ANY (${ending}) RETURNING id, created_at
            ), ${goingOf(end, null)}, ${revoking(end.reason, notifies)}${recording(kept, always)}
            SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
        )
      })
      if (rows.length > 0) nudge()
      return rows.map(revocationOf)
    },
    async forgetEndedSessions(userId, { keep, limit }) {
      const rows = await ask(
        sql`DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE user_id = ${userId} AND ended_at IS NOT NULL
            LIMIT ${limit} OFFSET ${keep}
          ) RETURNING 1`,
      )
      return rows.length
    },
  }

  async function endAll(
    ask: Ask,
    { userId, except }: Extract<SessionSelector, { except: unknown }>,
    end: SessionEnd,
    audit: readonly AuditRecord[],
  ): Promise<Row[]> {
    // Whoever is opening a session of this user has opened it after this, or will fail.
    const user = await ask(sql`UPDATE users SET epoch = epoch + 1
      WHERE id = ${userId} AND NOT is_deleted RETURNING 1`)
    if (user.length === 0) return []
    return ask(
      sql`WITH ${endingAll(userId, except, end)}, ${goingOf(end, userId)},
        ${revoking(end.reason, notifies)}${recording(audit, always)}
        SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
    )
  }
}
