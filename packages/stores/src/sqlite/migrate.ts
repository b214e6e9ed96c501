import { statSync } from 'node:fs'
import { MigrationError } from '../migration-error.ts'
import { closeEngine, type Engine, inTransaction, openEngine, whenFree } from './engine.ts'
import { unavailable } from './group-commit.ts'
import { checksumOf, type Migration, migrations } from './migrations/index.ts'

/** Of a file up to this size the whole is looked at when it is opened: 3 ms a megabyte. */
const quicklyCheckedBytes = 16 * 1024 * 1024

/**
 * Brings a database file to the schema of this version, making it where there is none, and looks
 * whether it is whole. Out: the names of the migrations applied, none where nothing was to do. Two
 * processes at once wait for each other. Throws MigrationError `migration_changed`,
 * `schema_newer`, `not_ours`, `damaged`, and ZtokenError `unavailable`.
 */
export async function migrate(file: string): Promise<{ readonly applied: readonly string[] }> {
  const { engine, applied } = await openMigrated(file, Number.POSITIVE_INFINITY)
  closeEngine(engine)
  return { applied }
}

/** An open database of this version's schema. Throws as `migrate`. */
export async function openMigrated(
  file: string,
  checkedBytes: number = quicklyCheckedBytes,
): Promise<{ readonly engine: Engine; readonly applied: readonly string[] }> {
  let engine: Engine | undefined
  try {
    const opened = await openEngine(file)
    engine = opened
    if (sizeOf(file) <= checkedBytes) await whenFree(() => requireWhole(opened))
    return { engine, applied: await whenFree(() => applyMigrations(opened)) }
  } catch (error) {
    engine?.close()
    throw faultOf(error)
  }
}

/** What an engine says when a database cannot be used, as the operator has to hear it. */
export function faultOf(error: unknown): Error {
  if (error instanceof MigrationError) return error
  const message = error instanceof Error ? error.message : ''
  if (/not a database/i.test(message)) return new MigrationError('not_ours', message)
  if (/malformed|no such (table|column)/i.test(message)) {
    return new MigrationError('damaged', message)
  }
  return unavailable(error)
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function requireWhole(engine: Engine): void {
  const [found] = Object.values(engine.prepare('PRAGMA quick_check(1)').get() ?? {})
  if (found !== 'ok') throw new MigrationError('damaged', String(found))
}

/**
 * All that are due, or none: a process that dies on the way leaves the schema as it was. A schema
 * that a newer ztoken has made is worked on where that one says so, so that servers can be
 * replaced one after the other.
 */
export function applyMigrations(
  engine: Engine,
  ours: readonly Migration[] = migrations,
): readonly string[] {
  // Mostly nothing is due, and to see that no other process need stand still.
  if (dueOf(engine, ours)?.length === 0) return []
  return inTransaction(engine, () => {
    createTable(engine)
    const due = dueOf(engine, ours) ?? []
    if (due.length === ours.length) requireNoOthersTable(engine, ours)
    const record = engine.prepare(
      `INSERT INTO ztoken_migrations (version, name, checksum, applied_at, works_from)
       VALUES (?, ?, ?, ?, ?)`,
    )
    for (const migration of due) {
      engine.exec(migration.sql)
      migration.finish?.(engine)
      const { version, name, worksFrom } = migration
      record.run(version, name, checksumOf(migration), new Date().toISOString(), worksFrom)
    }
    return due.map(({ name }) => name)
  })
}

/** The migrations that are not applied yet; null where the table that says so is not there. */
function dueOf(engine: Engine, ours: readonly Migration[]): readonly Migration[] | null {
  if (!columnsOf(engine).includes('works_from')) return null
  const known = engine
    .prepare('SELECT version, name, checksum, works_from FROM ztoken_migrations')
    .all()
  const newest = Math.max(...ours.map(({ version }) => version))
  for (const { version, name, checksum, works_from: worksFrom } of known) {
    const migration = ours.find((one) => one.version === version)
    if (migration === undefined) {
      const isCompatible = typeof worksFrom === 'number' && worksFrom <= newest
      if (!isCompatible) throw new MigrationError('schema_newer', String(name))
    } else if (checksumOf(migration) !== checksum) {
      throw new MigrationError('migration_changed', migration.name)
    }
  }
  return ours.filter(({ version }) => known.every((row) => row.version !== version))
}

function columnsOf(engine: Engine): unknown[] {
  const columns = engine.prepare("SELECT name FROM pragma_table_info('ztoken_migrations')").all()
  return columns.map(({ name }) => name)
}

/** The table of the first version had no `works_from`. */
function createTable(engine: Engine): void {
  engine.exec(`CREATE TABLE IF NOT EXISTS ztoken_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
  ) STRICT`)
  if (columnsOf(engine).includes('works_from')) return
  engine.exec('ALTER TABLE ztoken_migrations ADD COLUMN works_from INTEGER')
}

/** A file may be shared with an application, as long as no table of it has a name of ours. */
function requireNoOthersTable(engine: Engine, ours: readonly Migration[]): void {
  const names = ours.flatMap(({ sql }) =>
    [...sql.matchAll(/CREATE TABLE (\w+)/g)].map(([, n]) => n),
  )
  const tables = engine.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  const other = tables.find(({ name }) => names.includes(String(name).toLowerCase()))
  if (other !== undefined) {
    throw new MigrationError('not_ours', `it has a table ${other.name} of somebody else`)
  }
}
