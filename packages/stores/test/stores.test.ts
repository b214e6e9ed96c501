import type { Store } from '@ztoken/core'
import { storePromises } from '@ztoken/core/store-contract'
import { describe, it } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { sqliteStore } from '../src/sqlite/index.ts'
import { migratedFile } from './migrated-file.ts'
import { temporaryFile } from './open.ts'

const stores: Record<string, () => Promise<Store>> = {
  memory: async () => memoryStore(),
  SQLite: () => sqliteStore(temporaryFile()),
  'SQLite, read on a thread': async () =>
    sqliteStore(await migratedFile(temporaryFile()), { threadFromBytes: 0 }),
}

for (const [name, open] of Object.entries(stores)) {
  describe(`the store's promises, kept by ${name}`, () => {
    for (const { title, run } of storePromises) {
      it(title, async () => {
        const store = await open()
        await store.ready()
        await run(store)
        await store.close()
      })
    }
  })
}
