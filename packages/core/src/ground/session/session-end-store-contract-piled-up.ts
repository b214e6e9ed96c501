import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  end,
  openAll,
  openIds,
  record,
  recorded,
  revoked,
  type StorePromise,
} from '../store/contract-samples.ts'

const names = (number: number): string[] =>
  Array.from({ length: number }, (_, n) => `s${String(n).padStart(4, '0')}`)

export const endsOfSomePromises: readonly StorePromise[] = [
  {
    title: 'S03 some of a user’s sessions end, those that are open, each with what records it',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['a', 'b', 'c', 'd'])
      await openAll(store, '2', ['other'])
      await store.endSessions({ sessionId: 'b' }, end)
      const ids = ['a', 'b', 'c', 'other', 'unknown']
      const records = ids.map((id) => record(`r-${id}`, { sessionId: id }))
      const late = { ...end, at: 7_000 }
      const revocations = await store.endSomeSessions({ userId: '1', ids, end: late }, records)
      assert.deepEqual(revocations.map(({ key }) => key).sort(), ['a', 'c'])
      assert.deepEqual((await recorded(store)).sort(), ['r-a', 'r-c'])
      assert.deepEqual(await openIds(store, '1'), ['d'])
      assert.deepEqual(await openIds(store, '2'), ['other'])
      assert.equal((await store.findSession('b'))?.endedAt, end.at)
      assert.equal((await store.findSession('a'))?.endedAt, 7_000)
      assert.equal((await store.findAccount('1'))?.epoch, 0)
      assert.deepEqual(await store.endSomeSessions({ userId: '1', ids: [], end }), [])
    },
  },
  {
    title: 'S03 of twenty that end the same sessions at once one does',
    async run(store) {
      await store.addAccount(account('1'))
      const ids = names(30)
      await openAll(store, '1', ids)
      const all = await atOnce(20, () => store.endSomeSessions({ userId: '1', ids, end }))
      assert.equal(all.flat().length, 30)
      assert.equal((await revoked(store)).length, 30)
    },
  },
  {
    title: 'S03 ended sessions of a user are forgotten a slice at a time, and open ones never',
    async run(store) {
      for (const id of ['1', '2']) await store.addAccount(account(id))
      await openAll(store, '1', names(7))
      await openAll(store, '2', ['other'])
      await store.endSessions({ sessionId: 'other' }, end)
      await store.endSomeSessions({ userId: '1', ids: names(5), end })
      const forget = (keep: number, limit: number): Promise<number> =>
        store.forgetEndedSessions('1', { keep, limit })
      assert.deepEqual([await forget(5, 3), await forget(1, 3), await forget(1, 3)], [0, 3, 1])
      assert.deepEqual([await forget(1, 3), await forget(0, 3), await forget(0, 3)], [0, 1, 0])
      assert.equal((await openIds(store, '1')).length, 2)
      assert.equal(await store.findSession('s0000'), null)
      assert.notEqual(await store.findSession('other'), null)
      assert.equal((await revoked(store)).length, 6)
    },
  },
]
