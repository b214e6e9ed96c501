import type { Store } from '@ztoken/core'
import { accessStore } from './access-store.ts'
import { accountMergeStore } from './account-merge-store.ts'
import { accountStore } from './account-store.ts'
import { accountWrites } from './account-writes.ts'
import { attemptStore } from './attempt-store.ts'
import { auditStore } from './audit-store.ts'
import { challengeStore } from './challenge-store.ts'
import { connect } from './connection.ts'
import { dayStore } from './day-store.ts'
import { deliveryStore } from './delivery-store.ts'
import type { Engine } from './engine.ts'
import { keyStore } from './key-store.ts'
import { faultOf, openMigrated } from './migrate.ts'
import { nameIndex } from './name-index.ts'
import { createRecords } from './records.ts'
import { revocationStore } from './revocation-store.ts'
import { watchFile } from './same-file.ts'
import { sessionEndStore } from './session-end-store.ts'
import { sessionStore } from './session-store.ts'
import { userSearchStore } from './user-search.ts'
import { createWatch } from './watch.ts'

export interface SqliteOptions {
  /** How long a write waits while other processes write; then it is `unavailable`. */
  readonly busyMilliseconds?: number
  /** From this size on what lists users and the audit is read on a thread of its own: 4 MiB. */
  readonly threadFromBytes?: number
}

/**
 * A store in one SQLite file, made and migrated where needed; `:memory:` keeps nothing. Several
 * processes may share the file. Throws MigrationError, and ZtokenError `unavailable` where the file
 * cannot be opened.
 */
export async function sqliteStore(
  file: string,
  { busyMilliseconds = 4_000, threadFromBytes = 4 * 1024 * 1024 }: SqliteOptions = {},
): Promise<Store> {
  const { engine } = await openMigrated(file)
  try {
    // From here on, waiting for other processes must not hold the event loop.
    engine.exec('PRAGMA busy_timeout = 2')
    return storeOver(engine, file, { busyMilliseconds, threadFromBytes })
  } catch (error) {
    engine.close()
    throw faultOf(error)
  }
}

function storeOver(engine: Engine, file: string, options: Required<SqliteOptions>): Store {
  const connection = connect(engine, { ...options, file, watched: watchFile(file) })
  const records = createRecords(connection)
  const index = nameIndex(connection)
  const writes = accountWrites(connection, records, index)
  const probe = connection.prepare('SELECT version FROM key_ring')

  return {
    ready: () => connection.read(() => void probe.get()),
    close() {
      index.close()
      return connection.close()
    },
    // Who shares a file shares the machine.
    now: async () => null,
    onChange: createWatch(connection, records),
    ...accountStore(connection, records, index, writes),
    ...accountMergeStore(connection, records, writes),
    ...userSearchStore(connection, index),
    ...sessionStore(connection, records),
    ...sessionEndStore(connection, records),
    ...revocationStore(connection, records),
    ...accessStore(connection, records),
    ...auditStore(connection, records),
    ...deliveryStore(connection),
    ...keyStore(connection, records),
    ...attemptStore(connection),
    ...challengeStore(connection),
    ...dayStore(connection),
  }
}
