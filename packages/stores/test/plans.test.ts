import { createRequire } from 'node:module'
import { Client } from 'pg'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { sqliteStore } from '../src/sqlite/index.ts'
import { openBeside, temporaryFile } from './open.ts'
import { askEverything, growing } from './plans.ts'
import { migratedDatabase, openStore } from './postgres-open.ts'

/** What is read in order or whole all the same, each for a reason. */
const allowed: readonly RegExp[] = [
  // Those who have roles are few, and the index holds nobody else.
  /users_with_roles/,
  // A page in the order of the table itself ends with its limit.
  /^SCAN audit: SELECT .* WHERE true ORDER BY sequence DESC LIMIT/,
  // Of no event there are no entries: nothing is read.
  /^SCAN audit: SELECT .* WHERE false$/,
  // How many deliveries wait is counted up to a limit.
  /FROM \(SELECT 1 FROM deliveries LIMIT/,
  // As many keys as failed lately, and an index would be written with every failure.
  /DELETE FROM allowances/,
]

/** A thousand people, each with a phone, a session and two entries. */
const crowd = `
  CREATE TEMP TABLE numbers AS WITH RECURSIVE counted (n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000) SELECT n FROM counted;
  INSERT INTO users (id, name, name_folded, created_at)
    SELECT 'u' || n, 'user ' || n, 'user ' || n, n FROM numbers;
  INSERT INTO identities SELECT 'phone', '+86' || (13000000000 + n), 'u' || n, NULL, n FROM numbers;
  INSERT INTO sessions (id, user_id, created_at, used_at, counter, rotated_at)
    SELECT 's' || n, 'u' || n, n, n, 1, n FROM numbers;
  INSERT INTO audit (id, at, event, user_id)
    SELECT 'e' || n || pass, n, 'login', 'u' || n FROM numbers JOIN (SELECT 1 AS pass UNION SELECT 2);
  DELETE FROM names_due`

describe('no question reads a table that grows', () => {
  it.each([
    ['of SQLite', ''],
    // An operator may ask for statistics, in which what is empty looks as if nothing were known of it.
    ['of SQLite with statistics of a crowd', `${crowd}; ANALYZE`],
  ])('%s', async (_name, before) => {
    const texts = new Set<string>()
    const Database = createRequire(import.meta.url)('libsql') as {
      prototype: { prepare(text: string): unknown }
    }
    const { prepare } = Database.prototype
    vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: unknown, text) {
      texts.add(text)
      return prepare.call(this, text)
    })
    await askEverything(async () => {
      const store = await sqliteStore(temporaryFile())
      onTestFinished(() => store.close())
      return store
    })
    vi.restoreAllMocks()
    const file = temporaryFile()
    await (await sqliteStore(file)).close()
    const engine = await openBeside(file)
    engine.exec(before)
    const scans: string[] = []
    for (const text of texts) {
      if (!/^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)/i.test(text) || /sqlite_|pragma_/.test(text))
        continue
      for (const { detail } of engine.prepare(`EXPLAIN QUERY PLAN ${text}`).all()) {
        const [, table = ''] = /^SCAN (\w+)/.exec(String(detail)) ?? []
        if (growing.includes(table)) scans.push(`${detail}: ${text.replaceAll(/\s+/g, ' ')}`)
      }
    }
    expect(texts.size).toBeGreaterThan(60)
    expect(scans.filter((scan) => !allowed.some((one) => one.test(scan)))).toEqual([])
  })

  it('of PostgreSQL', async () => {
    const texts = new Set<string>()
    // What makes and changes tables is asked before.
    await migratedDatabase()
    const { query } = Client.prototype
    vi.spyOn(Client.prototype, 'query').mockImplementation(function (
      this: Client,
      ...about: unknown[]
    ) {
      const [first] = about as [string | { text?: string }]
      texts.add(typeof first === 'string' ? first : String(first?.text))
      return (query as (...about: unknown[]) => never).apply(this, about)
    } as never)
    await askEverything(async () => openStore(await migratedDatabase()))
    vi.restoreAllMocks()
    const client = new Client({ connectionString: await migratedDatabase() })
    await client.connect()
    onTestFinished(() => client.end())
    // Whether it is better to read an empty table whole is not asked.
    await client.query('SET enable_seqscan = off')
    const scans: string[] = []
    for (const text of texts) {
      if (
        !/^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)/i.test(text) ||
        /pg_catalog|ztoken_migrations/.test(text)
      )
        continue
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (GENERIC_PLAN) ${text}`,
      )
      for (const { 'QUERY PLAN': line } of rows) {
        const [, table = ''] = /Seq Scan on (\w+)/.exec(line) ?? []
        if (growing.includes(table)) scans.push(`${line.trim()}: ${text.replaceAll(/\s+/g, ' ')}`)
      }
    }
    expect(texts.size).toBeGreaterThan(60)
    expect(scans.filter((scan) => !allowed.some((one) => one.test(scan)))).toEqual([])
  }, 240_000)
})
