import type { RevocationStore } from '@ztoken/core'
import { recording } from './recording.ts'
import { goingAlone, revoking } from './revoking.ts'
import { changeOf, revocationColumns, revocationOf } from './rows.ts'
import { sql, verbatim } from './sql.ts'
import { createSweep, removing } from './sweep.ts'
import type { Tools } from './tools.ts'

const always = verbatim('true')

export function revocationStore({ database: { ask }, nudging, nudge }: Tools): RevocationStore {
  const sweep = createSweep(ask)

  return {
    async revokeToken(key, until, reason, audit = []) {
      const [row = {}] = await ask(
        sql`WITH ${goingAlone('token', key, until)}, ${revoking(reason, nudging)}
          ${recording(audit, always)}
          SELECT ${revocationColumns} FROM revoked`,
      )
      nudge()
      return revocationOf(row)
    },
    async listRevocations({ after, now, limit }) {
      const rows = await ask(
        sql`SELECT ${revocationColumns} FROM revocations
          WHERE sequence > ${after} AND until >= ${now} AND kind NOT IN ('account', 'access')
          ORDER BY sequence LIMIT ${limit}`,
      )
      return rows.map(revocationOf)
    },
    async listChanges({ after, now, limit }) {
      const rows = await ask(
        sql`SELECT ${revocationColumns} FROM revocations
          WHERE sequence > ${after} AND (until >= ${now} OR kind IN ('account', 'access'))
          ORDER BY sequence LIMIT ${limit}`,
      )
      return rows.map(changeOf)
    },
    async revokeEverything(since, { at, reason, revokedUntil }, audit = []) {
      const before = Math.floor(at / 1000)
      const [row = {}] = await ask(
        sql`WITH ${goingAlone('all', String(since), revokedUntil, always, before)},
          ${revoking(reason, nudging)}${recording(audit, always)}
          SELECT ${revocationColumns} FROM revoked`,
      )
      nudge()
      return revocationOf(row)
    },
    sweepRevocations: (until) => sweep(removing('revocations', 'sequence', sql`until < ${until}`)),
  }
}
