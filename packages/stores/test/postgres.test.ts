import { storePromises } from '@ztoken/core/store-contract'
import { describe, it } from 'vitest'
import { migratedDatabase, openStore } from './postgres-open.ts'

describe('the store’s promises, kept by PostgreSQL', () => {
  for (const { title, run } of storePromises) {
    it(title, async () => {
      const store = await openStore(await migratedDatabase())
      await store.ready()
      await run(store)
    })
  }
})
