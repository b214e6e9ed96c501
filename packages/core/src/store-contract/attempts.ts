import assert from 'node:assert/strict'
import { atOnce, naughty, type StorePromise } from './samples.ts'

const limit = { limit: 3, windowMilliseconds: 1_000 }

export const attemptPromises: readonly StorePromise[] = [
  {
    title: 'A077 attempts are counted in a window that slides, and a refused one is not counted',
    async run(store) {
      const take = (now: number): Promise<number> => store.takeAttempt(naughty, limit, now)
      assert.deepEqual([await take(5_000), await take(5_900), await take(5_950)], [0, 0, 0])
      assert.equal(await take(5_960), 40)
      assert.equal(await take(5_999), 1)
      assert.equal(await take(6_000), 0)
      assert.equal(await take(6_001), 899)
      assert.equal(await take(6_900), 0)
      assert.equal(await store.takeAttempt('another', limit, 5_960), 0)
    },
  },
  {
    title: 'A062 of two hundred attempts at once no more than the limit are let through',
    async run(store) {
      const waits = await atOnce(200, () => store.takeAttempt('k', { ...limit, limit: 10 }, 5_000))
      assert.equal(waits.filter((wait) => wait === 0).length, 10)
      assert.equal(waits.filter((wait) => wait === 1_000).length, 190)
    },
  },
  {
    title: 'A062 the wait is until there is room under the limit that is asked for',
    async run(store) {
      const wide = { ...limit, limit: 10 }
      for (const now of [5_000, 5_100, 5_200, 5_300]) {
        assert.equal(await store.takeAttempt('k', wide, now), 0)
      }
      assert.equal(await store.takeAttempt('k', limit, 5_400), 700)
      assert.equal(await store.takeAttempt('k', limit, 6_100), 0)
    },
  },
  {
    title: 'an attempt given back is not counted, and of two at one time one is given back',
    async run(store) {
      for (const now of [5_000, 5_000, 5_100]) await store.takeAttempt('k', limit, now)
      await store.giveBackAttempt('k', 5_000)
      assert.equal(await store.takeAttempt('k', limit, 5_200), 0)
      assert.equal(await store.takeAttempt('k', limit, 5_200), 800)
      await store.giveBackAttempt('k', 4_999)
      await store.giveBackAttempt('another', 5_000)
      assert.equal(await store.takeAttempt('k', limit, 5_200), 800)
      await store.giveBackAttempt('k', 5_000)
      await store.giveBackAttempt('k', 5_000)
      assert.equal(await store.takeAttempt('k', limit, 5_300), 0)
      assert.equal(await store.takeAttempt('k', limit, 5_300), 800)
    },
  },
  {
    title: 'A063 attempts of one key are forgotten, those of others stay',
    async run(store) {
      for (const key of ['k', 'other']) {
        await atOnce(3, () => store.takeAttempt(key, limit, 5_000))
      }
      await store.forgetAttempts('k')
      await store.forgetAttempts('unknown')
      assert.equal(await store.takeAttempt('k', limit, 5_001), 0)
      assert.equal(await store.takeAttempt('other', limit, 5_001), 999)
    },
  },
]
