import type { KeyStore, StoredKey } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'

export function keyStore(connection: Connection, records: Records): KeyStore {
  const { prepare, read, write } = connection
  const find = prepare('SELECT version, keys FROM key_ring')
  const version = prepare('SELECT version FROM key_ring')
  const replace = prepare('UPDATE key_ring SET version = ?1, keys = ?2 WHERE version = ?1 - 1')

  return {
    readKeyRing: () =>
      read(() => {
        const row = find.get()
        if (row === undefined) throw new Error('the table key_ring has lost its row')
        return {
          version: row.version as number,
          keys: JSON.parse(row.keys as string) as StoredKey[],
        }
      }),
    readKeyRingVersion: () => read(() => Number(version.get()?.version)),
    writeKeyRing: ({ version, keys }, revoked, audit = []) =>
      write(() => {
        const { changes } = replace.run(version, JSON.stringify(keys))
        if (Number(changes) === 0) return false
        if (revoked !== null) records.addKeyRevocation(revoked.kid, revoked.until)
        records.addAudit(audit)
        records.isNews()
        return true
      }),
  }
}
