import assert from 'node:assert/strict'
import { atOnce, naughty, type StorePromise, sweepAll } from '../store/contract-samples.ts'

const limit = { limit: 3, refillMilliseconds: 300 }
const growing = { limit: 2, refillMilliseconds: 900, firstWaitMilliseconds: 100 }

export const attemptPromises: readonly StorePromise[] = [
  {
    title: 'A077 S29 attempts come back one by one, and a refused one is not counted',
    async run(store) {
      const take = (now: number): Promise<number> => store.takeAttempt(naughty, limit, now)
      assert.deepEqual([await take(5_000), await take(5_100), await take(5_150)], [0, 0, 0])
      assert.equal(await take(5_160), 140)
      assert.equal(await take(5_299), 1)
      assert.equal(await take(5_300), 0)
      assert.equal(await take(5_301), 299)
      assert.equal(await take(6_800), 0)
      assert.equal(await store.takeAttempt('another', limit, 5_160), 0)
    },
  },
  {
    title: 'S07 the wait grows with each attempt beyond the limit, up to a refill',
    async run(store) {
      const waits: number[] = []
      let now = 5_000
      for (let n = 0; n < 10; n += 1) {
        const wait = await store.takeAttempt('k', growing, now)
        waits.push(wait)
        now += wait
        if (wait > 0) assert.equal(await store.takeAttempt('k', growing, now), 0)
      }
      assert.deepEqual(waits, [0, 0, 100, 100, 200, 400, 900, 900, 900, 900])
    },
  },
  {
    title: 'A062 of two hundred attempts at once no more than the limit are let through',
    async run(store) {
      const ten = { limit: 10, refillMilliseconds: 100 }
      const waits = await atOnce(200, () => store.takeAttempt('k', ten, 5_000))
      assert.equal(waits.filter((wait) => wait === 0).length, 10)
      assert.equal(waits.filter((wait) => wait === 100).length, 190)
      const slow = { limit: 10, refillMilliseconds: 900_000, firstWaitMilliseconds: 15_000 }
      const slower = await atOnce(200, () => store.takeAttempt('g', slow, 5_000))
      assert.equal(slower.filter((wait) => wait === 0).length, 10)
      assert.equal(slower.filter((wait) => wait === 15_000).length, 190)
    },
  },
  {
    title: 'A062 clocks that lag behind one another let nobody through beyond the limit',
    async run(store) {
      const slow = { limit: 10, refillMilliseconds: 900_000, firstWaitMilliseconds: 15_000 }
      assert.equal(await store.takeAttempt('k', slow, 5_000), 0)
      const waits: number[] = []
      for (let n = 0; n < 30; n += 1) waits.push(await store.takeAttempt('k', slow, 5_000 - n))
      assert.deepEqual(waits, [...Array(9).fill(0), ...Array(21).fill(15_000)])
      assert.equal(await store.forgetAttempts('k', 4_990), 9_000_000)
    },
  },
  {
    title: 'attempts given back are not counted, and more than there were are no credit',
    async run(store) {
      const take = (now: number): Promise<number> => store.takeAttempt('k', limit, now)
      for (const now of [5_000, 5_000, 5_000]) await take(now)
      await store.giveBackAttempt('k', 300, 1)
      assert.deepEqual([await take(5_000), await take(5_000)], [0, 300])
      await store.giveBackAttempt('another', 300, 1)
      assert.equal(await take(5_000), 300)
      await store.giveBackAttempt('k', 300, 2)
      assert.deepEqual([await take(5_000), await take(5_000), await take(5_000)], [0, 0, 300])
      await store.giveBackAttempt('k', 300, 50)
      const again = [await take(5_000), await take(5_000), await take(5_000), await take(5_000)]
      assert.deepEqual(again, [0, 0, 0, 300])
    },
  },
  {
    title: 'A078 a clock that was put back locks a key no longer than a full limit does',
    async run(store) {
      for (const now of [9_000_000, 9_000_000, 9_000_000]) await store.takeAttempt('k', limit, now)
      assert.equal(await store.takeAttempt('k', limit, 5_000), 300)
      assert.equal(await store.takeAttempt('k', limit, 5_300), 0)
    },
  },
  {
    title: 'A063 attempts of one key are forgotten, those of others stay',
    async run(store) {
      for (const key of ['k', 'other']) {
        await atOnce(3, () => store.takeAttempt(key, limit, 5_000))
      }
      assert.equal(await store.forgetAttempts('k', 5_100), 800)
      assert.equal(await store.forgetAttempts('k', 5_100), 0)
      assert.equal(await store.forgetAttempts('unknown', 5_100), 0)
      assert.equal(await store.takeAttempt('k', limit, 5_001), 0)
      assert.equal(await store.takeAttempt('other', limit, 5_001), 299)
    },
  },
  {
    title: 'S29 a key of a limit leaves when all of its attempts have come back',
    async run(store) {
      const limit = { limit: 2, refillMilliseconds: 100 }
      for (const now of [1_000, 1_000]) await store.takeAttempt('k', limit, now)
      assert.equal(await sweepAll(() => store.sweepAttempts(1_200)), 0)
      assert.equal(await store.takeAttempt('k', limit, 1_000), 100)
      assert.equal(await sweepAll(() => store.sweepAttempts(1_201)), 1)
      assert.equal(await store.forgetAttempts('k', 1_000), 0)
    },
  },
]
