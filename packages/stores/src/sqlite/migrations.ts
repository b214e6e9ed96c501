import { createHash } from 'node:crypto'
import { type Engine, inTransaction, openEngine } from './engine.ts'

interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** Forward only. What has been released is never edited: a checksum guards it. */
const migrations: readonly Migration[] = [
  {
    version: 1,
    name: '0001-users-sessions-revocations',
    sql: `
      CREATE TABLE users (
        id TEXT PRIMARY KEY NOT NULL,
        phone TEXT NOT NULL UNIQUE,
        password_hash TEXT,
        name TEXT,
        head_portrait TEXT,
        intro TEXT,
        level INTEGER,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id),
        device TEXT,
        address TEXT,
        created_at INTEGER NOT NULL,
        used_at INTEGER NOT NULL,
        counter INTEGER NOT NULL,
        rotated_at INTEGER NOT NULL,
        ended_at INTEGER,
        end_reason TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_open ON sessions (user_id, created_at) WHERE ended_at IS NULL;
      CREATE TABLE revocations (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        until INTEGER NOT NULL
      ) STRICT;
    `,
  },
]

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

export function applyMigrations(engine: Engine): string[] {
  return inTransaction(engine, () => {
    engine.exec(`CREATE TABLE IF NOT EXISTS ztoken_migrations (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
    ) STRICT`)
    const known = engine.prepare('SELECT version, name, checksum FROM ztoken_migrations').all()
    for (const { version, name, checksum } of known) {
      const ours = migrations.find((migration) => migration.version === version)
      if (ours === undefined) throw new MigrationError('schema_newer', String(name))
      if (checksumOf(ours) !== checksum) throw new MigrationError('migration_changed', ours.name)
    }
    const due = migrations.filter(({ version }) => known.every((row) => row.version !== version))
    const record = engine.prepare('INSERT INTO ztoken_migrations VALUES (?, ?, ?, ?)')
    for (const migration of due) {
      engine.exec(migration.sql)
      const { version, name } = migration
      record.run(version, name, checksumOf(migration), new Date().toISOString())
    }
    return due.map(({ name }) => name)
  })
}

function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex')
}
