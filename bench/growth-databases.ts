import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresStore } from '@ztoken/stores/postgres'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { Client } from 'pg'
import type { Store } from 'ztoken'
import { createDatabase, startPostgres } from '../packages/stores/test/postgres-server.ts'
import { auditColumns, type Crowd, fillSqlite, padInPostgres, rowsOf } from './crowd.ts'

/** A crowd in which everybody has a session, and some of those that ended can still matter. */
export interface Grown extends Crowd {
  readonly revocations: number
}

export interface Filled {
  readonly store: Store
  readonly url: string
  close(): Promise<void>
}

/** Makes a database with a crowd in it. */
export type Database = (crowd: Grown) => Promise<Filled>

/** The same, and the seconds that it took. */
export async function crowdIn(
  database: Database,
  crowd: Grown,
): Promise<Filled & { seconds: number }> {
  const began = performance.now()
  const filled = await database(crowd)
  return { ...filled, seconds: (performance.now() - began) / 1000 }
}

const hour = 3_600_000
const numbers = (count: number): string => `WITH RECURSIVE numbers (n) AS (
  SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`

/** Sessions were opened over the last hour, and whatever was revoked matters for another. */
function sessionsOf({ users, revocations }: Grown, idOf: (n: string) => string, user: string) {
  const at = Date.now() - hour
  const until = Math.floor((Date.now() + hour) / 1000)
  return {
    sessions: `${numbers(users)} SELECT ${idOf('n')}, ${user}, 'Chrome on Windows', '203.0.113.1',
      ${at} + n, ${at} + n, ${at} + n, 1, ${at} + n FROM numbers`,
    revocations: `${numbers(revocations)} SELECT 'session', ${idOf('n + 1000000000')}, ${until},
      'logged_out' FROM numbers`,
  }
}

const sessionColumns =
  'id, user_id, device, address, created_at, verified_at, used_at, counter, rotated_at'

async function inSqlite(crowd: Grown): Promise<Filled> {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-growth-'))
  const file = join(folder, 'app.db')
  await fillSqlite(file, crowd)
  const engine = new (createRequire(import.meta.url)('libsql'))(file)
  const idOf = (n: string): string => `printf('%032x', ${n})`
  const { sessions, revocations } = sessionsOf(crowd, idOf, "'u' || printf('%07d', n)")
  engine.exec(`BEGIN;
    INSERT INTO sessions (${sessionColumns}) ${sessions};
    INSERT INTO revocations (kind, key, until, reason) ${revocations};
    COMMIT; ANALYZE`)
  engine.close()
  const store = await sqliteStore(file)
  return {
    store,
    url: `sqlite:${file}`,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

async function inPostgres(crowd: Grown): Promise<Filled> {
  const server = await startPostgres()
  const url = await createDatabase(server.url)
  const store = await postgresStore(url)
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { users, identities, audit } = rowsOf(crowd, padInPostgres)
  const idOf = (n: string): string => `lpad(to_hex(${n}), 32, '0')`
  const { sessions, revocations } = sessionsOf(crowd, idOf, "'u' || lpad(n::text, 7, '0')")
  for (const text of [
    `INSERT INTO users (id, name, name_folded, created_at, epoch, roles)
      SELECT *, 0, CAST('{}' AS text[]) FROM (${users}) AS one`,
    `INSERT INTO identities ${identities}`,
    `INSERT INTO audit (${auditColumns}) OVERRIDING SYSTEM VALUE ${audit}`,
    "SELECT setval(pg_get_serial_sequence('audit', 'sequence'), max(sequence)) FROM audit",
    `INSERT INTO sessions (${sessionColumns}) ${sessions}`,
    `INSERT INTO revocations (sequence, kind, key, until, reason)
      SELECT 1000000000 + row_number() OVER (), * FROM (${revocations}) AS one`,
    'UPDATE revocation_clock SET value = 2000000000',
    'VACUUM ANALYZE',
  ]) {
    await client.query(text)
  }
  await client.end()
  return {
    store,
    url,
    async close() {
      await store.close()
      await server.stop()
    },
  }
}

export const databases: Readonly<Record<string, Database>> = {
  sqlite: inSqlite,
  postgres: inPostgres,
}
