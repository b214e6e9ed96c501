import assert from 'node:assert/strict'
import {
  account,
  end,
  openIds,
  opening,
  revoked,
  type StorePromise,
  session,
  sweepAll,
} from '../store/contract-samples.ts'
import type { SessionSweep } from './session-store.ts'

const nothing: SessionSweep = { endedAt: 0, usedAt: 0, createdAt: 0, expiredAt: 0 }

export const sessionSweepPromises: readonly StorePromise[] = [
  {
    title: 'sessions leave that ended, were not used or began before; the others stay',
    async run(store) {
      await store.addAccount(account('1'))
      const open = async (id: string, createdAt: number, usedAt: number): Promise<void> => {
        await store.openSession(opening({ ...session(id, '1', createdAt), usedAt }))
      }
      await open('ended early', 900, 900)
      await open('ended late', 900, 900)
      await store.endSessions({ sessionId: 'ended early' }, { ...end, at: 999 })
      await store.endSessions({ sessionId: 'ended late' }, { ...end, at: 1_000 })
      await open('unused', 800, 949)
      await open('used', 800, 950)
      await open('old', 699, 2_000)
      await open('not old', 700, 2_000)
      const before = { ...nothing, endedAt: 1_000, usedAt: 950, createdAt: 700 }
      assert.equal(await sweepAll(() => store.sweepSessions(before)), 3)
      for (const id of ['ended early', 'unused', 'old']) {
        assert.equal(await store.findSession(id), null, id)
      }
      assert.deepEqual((await openIds(store, '1')).sort(), ['not old', 'used'])
      assert.notEqual(await store.findSession('ended late'), null)
      assert.equal((await revoked(store)).length, 2)
    },
  },
  {
    title: 'S15 sessions leave that expired before; the others stay',
    async run(store) {
      await store.addAccount(account('1'))
      for (const [id, expiresAt] of [
        ['expired', 999],
        ['not yet', 1_000],
        ['never', null],
      ] as const) {
        await store.openSession(opening({ ...session(id, '1'), expiresAt }))
      }
      const before = { ...nothing, expiredAt: 1_000 }
      assert.equal(await sweepAll(() => store.sweepSessions(before)), 1)
      assert.deepEqual((await openIds(store, '1')).sort(), ['never', 'not yet'])
    },
  },
]
