import type { Store } from '@ztoken/core'
import { accessPromises } from './access.ts'
import { accountPromises } from './accounts.ts'
import { attemptPromises } from './attempts.ts'
import { auditPromises } from './audit.ts'
import { connect } from './connection.ts'
import { type Engine, openEngine } from './engine.ts'
import { unavailable } from './group-commit.ts'
import { keyPromises } from './keys.ts'
import { applyMigrations, MigrationError } from './migrate.ts'
import { createRecords } from './records.ts'
import { revocationPromises } from './revocations.ts'
import { watchFile } from './same-file.ts'
import { sessionPromises } from './sessions.ts'
import { sweepPromises } from './sweep.ts'

export interface SqliteOptions {
  /** How long a write waits while other processes write; then it is `unavailable`. */
  readonly busyMilliseconds?: number
}

/**
 * A store in one SQLite file, made and migrated where needed; `:memory:` keeps nothing.
 * Throws MigrationError, and ZtokenError `unavailable` where the file cannot be opened.
 */
export async function sqliteStore(
  file: string,
  { busyMilliseconds = 4_000 }: SqliteOptions = {},
): Promise<Store> {
  const engine = await openMigrated(file)
  const watched = watchFile(file)
  const connection = connect(engine, { watched, busyMilliseconds })
  const records = createRecords(connection)
  const probe = connection.prepare('SELECT version FROM key_ring')

  return {
    ready: () => connection.read(() => void probe.get()),
    close: () => connection.close(),
    ...accountPromises(connection, records),
    ...sessionPromises(connection, records),
    ...revocationPromises(connection, records),
    ...accessPromises(connection, records),
    ...auditPromises(connection, records),
    ...keyPromises(connection, records),
    ...attemptPromises(connection),
    ...sweepPromises(connection),
  }
}

async function openMigrated(file: string): Promise<Engine> {
  let engine: Engine | undefined
  try {
    engine = await openEngine(file)
    applyMigrations(engine)
    // From here on, waiting for other processes must not hold the event loop.
    engine.exec('PRAGMA busy_timeout = 5')
    return engine
  } catch (error) {
    engine?.close()
    throw error instanceof MigrationError ? error : unavailable(error)
  }
}
