import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { MigrationError } from '../migration-error.ts'
import { connectionSettings } from './connection.ts'
import { askUnnamed, inTransaction } from './database.ts'
import { textAt, unavailable } from './faults.ts'
import { requireFit } from './fitness.ts'
import { quoted, schemaOf } from './in-schema.ts'
import { type Migration, migrations } from './migrations/index.ts'
import type { PostgresOptions } from './options.ts'
import { beginBounded } from './pooled.ts'
import type { Sql } from './sql.ts'

/** Servers that start together wait for the one that migrates, but not for ever. */
const lockMilliseconds = 60_000
/** Any number that nobody else locks with: the letters `ztoken`. */
export const lockKey = 0x7a_74_6f_6b_65_6e

type SchemaOption = Pick<PostgresOptions, 'schema'>

/**
 * Brings a database to the schema of this version, making it where there is none. In: its URL, and
 * the schema of the database that everything stands in.
 * Out: the names of the migrations applied. Several at once wait for each other; of each migration
 * everything is applied or nothing.
 * Throws MigrationError `migration_changed`, `schema_newer`, `not_ours`, `unfit`, ZtokenError `unavailable`,
 * TypeError.
 */
export function migrate(
  url: string,
  options: SchemaOption = {},
): Promise<{ readonly applied: readonly string[] }> {
  return migrateTo(url, migrations, options)
}

export async function migrateTo(
  url: string,
  ours: readonly Migration[],
  options: SchemaOption = {},
): Promise<{ readonly applied: readonly string[] }> {
  const schema = schemaOf(url, options)
  const client = new Client({ ...connectionSettings(url), query_timeout: 0 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return { applied: await applyMigrations(client, ours, schema) }
  } catch (error) {
    throw unavailable(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function applyMigrations(
  client: Client,
  ours: readonly Migration[],
  schema: string | null,
): Promise<string[]> {
  const applied: string[] = []
  const bounds = { statementMilliseconds: 0, lockMilliseconds, schema }
  const line = {
    ask: (statement: Sql) => askUnnamed(client, statement),
    begin: () => client.query(beginBounded(bounds)),
  }
  if (schema !== null) await inTransaction(line, () => makeSchema(client, schema))
  // Who may not change the schema can still use one that is up to date.
  const isDue = await inTransaction(line, async () => {
    const due = dueOf(await readApplied(client), ours).length > 0
    await requireFit(client, due, schema)
    return due
  })
  if (!isDue) return applied
  for (;;) {
    const name = await inTransaction(line, () => applyNext(client, ours))
    if (name === null) return applied
    applied.push(name)
  }
}

/** Several that start together make it once. Whoever may not make one may use one that is there. */
async function makeSchema(client: Client, schema: string): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const text = 'SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1'
    return (await client.query(text, [schema])).rows.length > 0
  }
  if (await isThere()) return
  await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
  if (await isThere()) return
  try {
    await client.query(`CREATE SCHEMA ${quoted(schema)}`)
  } catch (error) {
    if (textAt(error, 'code') !== '42501') throw error
    throw new MigrationError(
      'unfit',
      `it has no schema ${schema}, and its user may not make one: CREATE SCHEMA ${quoted(schema)} AUTHORIZATION that user`,
    )
  }
}

async function applyNext(client: Client, ours: readonly Migration[]): Promise<string | null> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
  await client.query(`CREATE TABLE IF NOT EXISTS ztoken_migrations (
    version bigint PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    works_from bigint NOT NULL
  )`)
  const applied = await readApplied(client)
  const [next] = dueOf(applied, ours)
  if (next === undefined) return null
  if (applied.length === 0) await requireNoOthersTable(client, ours)
  await client.query(next.sql)
  await client.query(
    'INSERT INTO ztoken_migrations (version, name, checksum, works_from) VALUES ($1, $2, $3, $4)',
    [next.version, next.name, checksumOf(next), next.worksFrom],
  )
  return next.name
}

/** A database may be shared with an application, as long as no table of it has a name of ours. */
async function requireNoOthersTable(client: Client, ours: readonly Migration[]): Promise<void> {
  const names = ours.flatMap(({ sql }) =>
    [...sql.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name),
  )
  const { rows } = await client.query<{ tablename: string; schemaname: string }>(
    `SELECT schemaname, tablename FROM pg_catalog.pg_tables
     WHERE schemaname = current_schema() AND tablename = ANY ($1)`,
    [names],
  )
  const [other] = rows
  if (other === undefined) return
  const table = `${other.schemaname}.${other.tablename}`
  throw new MigrationError('not_ours', `it has a table ${table} of somebody else`)
}

interface Applied {
  readonly version: number
  readonly name: string
  readonly checksum: string
  readonly works_from: number
}

async function readApplied(client: Client): Promise<Applied[]> {
  const { rows: tables } = await client.query(
    `SELECT 1 FROM pg_catalog.pg_tables
     WHERE schemaname = current_schema() AND tablename = 'ztoken_migrations'`,
  )
  if (tables.length === 0) return []
  const { rows } = await client.query<Applied>(
    'SELECT version, name, checksum, works_from FROM ztoken_migrations ORDER BY version',
  )
  return rows
}

/** What is still to do. A newer schema is left alone, unless it says that we can work with it. */
function dueOf(applied: readonly Applied[], ours: readonly Migration[]): Migration[] {
  const latest = ours.at(-1)?.version ?? 0
  for (const { version, name, checksum, works_from: worksFrom } of applied) {
    if (version > latest) {
      if (worksFrom > latest) throw new MigrationError('schema_newer', name)
      continue
    }
    const known = ours.find((migration) => migration.version === version)
    if (known === undefined || checksumOf(known) !== checksum) {
      throw new MigrationError('migration_changed', name)
    }
  }
  return ours.filter(({ version }) => applied.every((row) => row.version !== version))
}

function checksumOf({ sql: text }: Migration): string {
  return createHash('sha256').update(text).digest('hex')
}
