import { type Engine, inTransaction, openEngine } from './engine.ts'
import { checksumOf, type Migration, migrations } from './migrations.ts'

/** The schema and the program do not belong together. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
  readonly code: 'migration_changed' | 'schema_newer'

  constructor(code: 'migration_changed' | 'schema_newer', detail: string) {
    super(
      code === 'schema_newer'
        ? `the database has the schema of a newer ztoken (${detail}); run that version`
        : `the migration ${detail} in the database is not the one of this ztoken`,
    )
    this.code = code
  }
}

/**
 * Brings a database file to the schema of this version, making it where there is none.
 * Out: the names of the migrations applied, none where nothing was to do. Two processes at once
 * wait for each other. Throws MigrationError `migration_changed`, `schema_newer`.
 */
export async function migrate(file: string): Promise<{ readonly applied: readonly string[] }> {
  const engine = await openEngine(file)
  try {
    return { applied: applyMigrations(engine) }
  } finally {
    engine.close()
  }
}

/**
 * All that are due, or none: a process that dies on the way leaves the schema as it was. A schema
 * that a newer ztoken has made is worked on where that one says so, so that servers can be
 * replaced one after the other.
 */
export function applyMigrations(engine: Engine, ours: readonly Migration[] = migrations): string[] {
  return inTransaction(engine, () => {
    createTable(engine)
    const known = engine
      .prepare('SELECT version, name, checksum, works_from FROM ztoken_migrations')
      .all()
    const newest = Math.max(...ours.map(({ version }) => version))
    for (const { version, name, checksum, works_from: worksFrom } of known) {
      const migration = ours.find((one) => one.version === version)
      if (migration === undefined) {
        const isCompatible = worksFrom !== null && Number(worksFrom) <= newest
        if (!isCompatible) throw new MigrationError('schema_newer', String(name))
      } else if (checksumOf(migration) !== checksum) {
        throw new MigrationError('migration_changed', migration.name)
      }
    }
    const due = ours.filter(({ version }) => known.every((row) => row.version !== version))
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

/** The table of the first version had no `works_from`. */
function createTable(engine: Engine): void {
  engine.exec(`CREATE TABLE IF NOT EXISTS ztoken_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
  ) STRICT`)
  const columns = engine.prepare("SELECT name FROM pragma_table_info('ztoken_migrations')").all()
  if (columns.some(({ name }) => name === 'works_from')) return
  engine.exec('ALTER TABLE ztoken_migrations ADD COLUMN works_from INTEGER')
}
