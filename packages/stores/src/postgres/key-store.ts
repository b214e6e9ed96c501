import type { KeyStore, StoredKey } from '@ztoken/core'
import { recording } from './recording.ts'
import { goingAlone, revoking } from './revoking.ts'
import { json, sql } from './sql.ts'
import type { Tools } from './tools.ts'

export function keyStore({ database: { ask }, nudging, nudge }: Tools): KeyStore {
  return {
    async readKeyRing() {
      const [row] = await ask(sql`SELECT version, keys FROM key_ring`)
      return { version: row?.version as number, keys: row?.keys as StoredKey[] }
    },
    async readKeyRingVersion() {
      const [row] = await ask(sql`SELECT version FROM key_ring`)
      return row?.version as number
    },
    async writeKeyRing({ version, keys }, revoked, audit = []) {
      const written = sql`written AS (
        UPDATE key_ring SET version = ${version}, keys = ${json(keys)}
        WHERE version = ${version - 1} RETURNING 1${nudging}
      )`
      const recorded = recording(audit, sql`EXISTS (SELECT 1 FROM written)`)
      const rows = await ask(
        revoked === null
          ? sql`WITH ${written}${recorded} SELECT 1 FROM written`
          : sql`WITH ${written},
              ${goingAlone('key', revoked.kid, revoked.until, sql`EXISTS (SELECT 1 FROM written)`)},
              ${revoking('key_revoked', nudging)}${recorded}
              SELECT 1 FROM written`,
      )
      if (rows.length > 0) nudge()
      return rows.length > 0
    },
  }
}
