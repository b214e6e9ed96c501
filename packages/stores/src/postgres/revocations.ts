import type { Store } from '@ztoken/core'
import { recording } from './recording.ts'
import { goingAlone, revoking } from './revoking.ts'
import { revocationColumns, revocationOf } from './rows.ts'
import { sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

type RevocationPromises = Pick<Store, 'revokeToken' | 'listRevocations'>

export function revocationPromises({ database, notifies, nudge }: Tools): RevocationPromises {
  const { ask } = database

  return {
    async revokeToken(key, until, reason, audit = []) {
      const [row = {}] = await ask(
        sql`WITH ${goingAlone('token', key, until)}, ${revoking(reason, notifies)}
          ${recording(audit, verbatim('true'))}
          SELECT ${revocationColumns} FROM revoked`,
      )
      nudge()
      return revocationOf(row)
    },
    async listRevocations({ after, now, limit }) {
      const rows = await ask(
        sql`SELECT ${revocationColumns} FROM revocations
          WHERE sequence > ${after} AND until >= ${now} ORDER BY sequence LIMIT ${limit}`,
      )
      return rows.map(revocationOf)
    },
  }
}
