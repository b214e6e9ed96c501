import type { Store } from '@ztoken/core'
import { accountPromises } from './accounts.ts'
import { everythingPromises } from './everything.ts'
import { recordPromises } from './records.ts'
import { sessionPromises } from './sessions.ts'
import { createTables } from './tables.ts'

/** A store in memory: the same promises but for surviving the process. */
export function memoryStore(): Store {
  const tables = createTables()
  return {
    ready: async () => undefined,
    close: async () => undefined,
    now: async () => null,
    ...accountPromises(tables),
    ...sessionPromises(tables),
    ...everythingPromises(tables),
    ...recordPromises(tables),
  }
}
