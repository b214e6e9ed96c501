import type { RevocationStore } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { changeOf, revocationOf } from './rows.ts'
import { createSweep } from './sweep.ts'

export function revocationStore(connection: Connection, records: Records): RevocationStore {
  const { prepare, read, write } = connection
  const list = prepare(
    `SELECT sequence, kind, key, before, until, reason FROM revocations
     WHERE sequence > ? AND until >= ? AND kind NOT IN ('account', 'access')
     ORDER BY sequence LIMIT ?`,
  )
  const listChanges = prepare(
    `SELECT sequence, kind, key, before, until, reason FROM revocations
     WHERE sequence > ? AND (until >= ? OR kind IN ('account', 'access'))
     ORDER BY sequence LIMIT ?`,
  )

  return {
    revokeToken: (key, until, reason, audit = []) =>
      write(() => {
        records.addAudit(audit)
        return records.addRevocation({ kind: 'token', key, before: null, until, reason })
      }),
    listRevocations: ({ after, now, limit }) =>
      read(() => list.all(after, now, limit).map(revocationOf)),
    listChanges: ({ after, now, limit }) =>
      read(() => listChanges.all(after, now, limit).map(changeOf)),
    revokeEverything: (since, { at, reason, revokedUntil: until }, audit = []) =>
      write(() => {
        records.addAudit(audit)
        const before = Math.floor(at / 1000)
        // A restored file counts on from its own day, and cursors elsewhere have gone further.
        records.countFrom(at * 1000)
        return records.addRevocation({ kind: 'all', key: String(since), before, until, reason })
      }),
    sweepRevocations: createSweep(connection, {
      table: 'revocations',
      key: 'sequence',
      column: 'until',
    }),
  }
}
