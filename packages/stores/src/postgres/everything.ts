import type { Revocation, Store } from '@ztoken/core'
import { recording } from './recording.ts'
import { goingAlone, revoking } from './revoking.ts'
import { revocationColumns, revocationOf } from './rows.ts'
import { sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

type EverythingPromises = Pick<Store, 'revokeEverything' | 'endSessionsOfAll' | 'moveEpochs'>

const always = verbatim('true')

export function everythingPromises({ database, notifies, nudge }: Tools): EverythingPromises {
  const { ask } = database

  return {
    async revokeEverything(since, { at, reason, revokedUntil }, audit = []) {
      const before = Math.floor(at / 1000)
      const [row = {}] = await ask(
        sql`WITH ${goingAlone('all', String(since), revokedUntil, always, before)},
          ${revoking(reason, notifies)}${recording(audit, always)}
          SELECT ${revocationColumns} FROM revoked`,
      )
      nudge()
      return revocationOf(row)
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
          ), ${revoking(end.reason, notifies)}
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
}
