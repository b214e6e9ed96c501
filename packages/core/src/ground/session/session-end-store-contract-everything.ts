import assert from 'node:assert/strict'
import {
  account,
  end,
  openAll,
  openIds,
  opening,
  record,
  recorded,
  revoked,
  type StorePromise,
  session,
} from '../store/contract-samples.ts'
import type { Store } from '../store/store.ts'
import type { AllSessionsSlice } from './slices.ts'

/** Goes through all there is, a slice at a time. Out: how many ended, and in how many slices. */
async function endAll(store: Store, given: Partial<AllSessionsSlice>) {
  let [ended, slices] = [0, 0]
  for (let after: string | null = ''; after !== null; slices += 1) {
    const usual = { limit: 3, openedFrom: 0, usedFrom: 0, end: { ...end, at: 9_000 } }
    const slice = await store.endSessionsOfAll({ ...usual, ...given, after })
    ended += slice.ended
    after = slice.next
  }
  return { ended, slices }
}

export const everythingPromises: readonly StorePromise[] = [
  {
    title: 'S28 everything is revoked under a number beyond all that were given, with its record',
    async run(store) {
      const first = await store.revokeToken('t', 99_999_999_999, 'logged_out')
      const all = await store.revokeEverything(7, { ...end, at: 5_999 }, [record('r')])
      const { sequence, ...rest } = all
      const expected = { kind: 'all', key: '7', before: 5, until: end.revokedUntil }
      assert.deepEqual(rest, { ...expected, reason: end.reason })
      assert.ok(sequence > first.sequence)
      const next = await store.revokeToken('u', 99_999_999_999, 'logged_out')
      assert.ok(next.sequence > sequence && Number.isSafeInteger(next.sequence))
      assert.deepEqual(await revoked(store), ['token t', 'all 7', 'token u'])
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'S28 sessions of everybody end slice by slice, those used lately with revocations',
    async run(store) {
      for (const id of ['1', '2']) await store.addAccount(account(id))
      await openAll(store, '1', ['a', 'b', 'c', 'd'])
      await openAll(store, '2', ['e', 'f', 'g'])
      await store.openSession(opening({ ...session('h', '2', 1_000), usedAt: 8_000 }))
      await store.openSession(opening(session('late', '2', 9_001)))
      await store.endSessions({ sessionId: 'b' }, end)
      assert.deepEqual(await endAll(store, { usedFrom: 8_000 }), { ended: 7, slices: 4 })
      assert.deepEqual([await openIds(store, '1'), await openIds(store, '2')], [[], ['late']])
      assert.deepEqual(await revoked(store), ['session b', 'session h'])
      const ended = await store.findSession('a')
      assert.deepEqual([ended?.endedAt, ended?.endReason], [9_000, end.reason])
      assert.equal((await store.findSession('b'))?.endedAt, end.at)
      assert.deepEqual(await endAll(store, {}), { ended: 0, slices: 4 })
    },
  },
  {
    title: 'S28 only those opened from a moment on',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a', 'b', 'c'])
      assert.equal((await endAll(store, { openedFrom: 1_001 })).ended, 2)
      assert.deepEqual(await openIds(store, '1'), ['a'])
    },
  },
  {
    title: 'S28 epochs of everybody move beyond a number, and on from where they are',
    async run(store) {
      for (const id of ['1', '2', '3']) await store.addAccount(account(id))
      await store.changeAccount('3', { moveEpoch: true })
      for (const epoch of [7, 1]) {
        let slices = 0
        for (let after: string | null = ''; after !== null; slices += 1) {
          after = await store.moveEpochs({ after, limit: 2, epoch })
        }
        assert.equal(slices, 2)
      }
      for (const id of ['1', '2', '3']) assert.equal((await store.findAccount(id))?.epoch, 8)
      assert.equal((await store.openSession(opening(session('s', '1')))).outcome, 'stale')
    },
  },
]
