import type { Store } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { revocationOf } from './rows.ts'
import { createWatch } from './watch.ts'

type RevocationPromises = Pick<Store, 'revokeToken' | 'listRevocations' | 'onChange'>

export function revocationPromises(connection: Connection, records: Records): RevocationPromises {
  const { prepare, read, write } = connection
  const list = prepare(
    `SELECT sequence, kind, key, before, until, reason FROM revocations
     WHERE sequence > ? AND until >= ? ORDER BY sequence LIMIT ?`,
  )

  return {
    revokeToken: (key, until, reason, audit = []) =>
      write(() => {
        records.addAudit(audit)
        return records.addRevocation({ kind: 'token', key, before: null, until, reason })
      }),
    listRevocations: ({ after, now, limit }) =>
      read(() => list.all(after, now, limit).map(revocationOf)),
    onChange: createWatch(connection, records),
  }
}
