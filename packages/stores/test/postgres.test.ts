import { storePromises } from '@ztoken/core/store-contract'
import { describe, expect, it } from 'vitest'
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

it('tells of its connections, of which there are no more than it may have', async () => {
  const store = await openStore(await migratedDatabase(), { maximumConnections: 3 })
  await Promise.all(Array.from({ length: 20 }, () => store.ready()))
  const { open, idle, waiting } = store.connections?.() ?? { open: 0, idle: 0, waiting: -1 }
  expect([open, idle, waiting]).toEqual([3, 3, 0])
  const asked = Array.from({ length: 20 }, () => store.ready())
  expect(store.connections?.()).toMatchObject({ open: 3 })
  await Promise.all(asked)
})
