import type { Store } from '@ztoken/core'
import { accessPromises } from './access.ts'
import { accountPromises } from './accounts.ts'
import { attemptPromises } from './attempts.ts'
import { auditPromises } from './audit.ts'
import { connect } from './connection.ts'
import type { Engine } from './engine.ts'
import { everythingPromises } from './everything.ts'
import { keyPromises } from './keys.ts'
import { faultOf, openMigrated } from './migrate.ts'
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
 * A store in one SQLite file, made and migrated where needed; `:memory:` keeps nothing. Several
 * processes may share the file. Throws MigrationError, and ZtokenError `unavailable` where the file
 * cannot be opened.
 */
export async function sqliteStore(
  file: string,
  { busyMilliseconds = 4_000 }: SqliteOptions = {},
): Promise<Store> {
  const { engine } = await openMigrated(file)
  try {
    // From here on, waiting for other processes must not hold the event loop.
    engine.exec('PRAGMA busy_timeout = 2')
    return storeOver(engine, file, busyMilliseconds)
  } catch (error) {
    engine.close()
    throw faultOf(error)
  }
}

function storeOver(engine: Engine, file: string, busyMilliseconds: number): Store {
  const connection = connect(engine, { watched: watchFile(file), busyMilliseconds })
  const records = createRecords(connection)
  const probe = connection.prepare('SELECT version FROM key_ring')

  return {
    ready: () => connection.read(() => void probe.get()),
    close: () => connection.close(),
    // Who shares a file shares the machine.
    now: async () => null,
    ...accountPromises(connection, records),
    ...sessionPromises(connection, records),
    ...revocationPromises(connection, records),
    ...everythingPromises(connection, records),
    ...accessPromises(connection, records),
    ...auditPromises(connection, records),
    ...keyPromises(connection, records),
    ...attemptPromises(connection),
    ...sweepPromises(connection),
  }
}
