import type {
  AuditRecord,
  Revocation,
  SessionEnd,
  SessionEndStore,
  SessionSelector,
} from '@ztoken/core'
import { requireAccess } from './access-store.ts'
import type { Ask, Row } from './database.ts'
import { recording } from './recording.ts'
import { endingAll, endingOne, goingOf, revoking } from './revoking.ts'
import { revocationColumns, revocationOf } from './rows.ts'
import { sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

const always = verbatim('true')

export function sessionEndStore({ database, nudging, nudge }: Tools): SessionEndStore {
  const { ask, transaction } = database

  return {
    async endSessions(selector, end, audit = [], { ifAccess } = {}) {
      const ending = (ask: Ask): Promise<Row[]> =>
        'except' in selector
          ? endAll(ask, selector, end, audit)
          : ask(
              sql`WITH ${endingOne(selector, end)}, ${goingOf(end, null)},
                ${revoking(end.reason, nudging)}
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
            ), ${goingOf(end, null)}, ${revoking(end.reason, nudging)}${recording(kept, always)}
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
    async endSessionsOfAll({ after, limit, openedFrom, usedFrom, end }) {
      const [row] = await ask(
        sql`WITH page AS (
            SELECT id FROM sessions WHERE id > ${after} ORDER BY id LIMIT ${limit}
          ), ended AS (
            UPDATE sessions AS session SET ended_at = ${end.at}, end_reason = ${end.reason}
            FROM page WHERE session.id = page.id AND ended_at IS NULL
              AND created_at BETWEEN ${openedFrom} AND ${end.at}
            RETURNING session.id, used_at
          ), going AS (
            SELECT row_number() OVER (ORDER BY id) AS place, 'session' AS kind, id AS key,
              NULL::bigint AS before, ${end.revokedUntil}::bigint AS until
            FROM ended WHERE used_at >= ${usedFrom}
          ), ${revoking(end.reason, nudging)}
          SELECT (SELECT count(*) FROM ended) AS ended,
            (SELECT max(id) FROM page HAVING count(*) = ${limit}) AS next,
            (SELECT coalesce(json_agg(one ORDER BY sequence), '[]') FROM revoked AS one)
              AS revocations`,
      )
      const revocations = row?.revocations as Revocation[]
      if (revocations.length > 0) nudge()
      return { next: row?.next as string | null, ended: row?.ended as number, revocations }
    },
    async moveEpochs({ after, limit, epoch }) {
      const [row] = await ask(
        sql`WITH page AS (
            SELECT id FROM users WHERE id > ${after} ORDER BY id LIMIT ${limit}
          ), moved AS (
            UPDATE users AS person SET epoch = greatest(epoch + 1, ${epoch})
            FROM page WHERE person.id = page.id
          )
          SELECT max(id) AS next FROM page HAVING count(*) = ${limit}`,
      )
      return (row?.next as string | undefined) ?? null
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
      WHERE id = ${userId} RETURNING 1`)
    if (user.length === 0) return []
    return ask(
      sql`WITH ${endingAll(userId, except, end)}, ${goingOf(end, userId)},
        ${revoking(end.reason, nudging)}${recording(audit, always)}
        SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
    )
  }
}
