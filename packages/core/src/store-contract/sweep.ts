import assert from 'node:assert/strict'
import type { Store, SweepBounds } from '../ground/store/store.ts'
import {
  account,
  end,
  openIds,
  opening,
  record,
  recorded,
  revoked,
  type StorePromise,
  session,
} from './samples.ts'

const nothing: SweepBounds = {
  revocationsUntil: 0,
  sessionsEndedAt: 0,
  sessionsUsedAt: 0,
  sessionsCreatedAt: 0,
  sessionsExpiredAt: 0,
  auditAt: 0,
  attemptsAt: 0,
}

/** Sweeps until nothing is left to remove: one sweep does a bounded amount. Out: the rows. */
async function sweepAll(store: Store, before: Partial<SweepBounds>): Promise<number> {
  let rows = 0
  for (;;) {
    const removed = await store.sweep({ ...nothing, ...before })
    if (removed === 0) return rows
    rows += removed
  }
}

export const sweepPromises: readonly StorePromise[] = [
  {
    title: 'A126 a revocation leaves when no token can need it, and not a second earlier',
    async run(store) {
      await store.revokeToken('100', 100, 'logged_out')
      await store.revokeToken('101', 101, 'logged_out')
      const last = await store.revokeToken('102', 102, 'logged_out')
      assert.equal(await sweepAll(store, { revocationsUntil: 101 }), 1)
      assert.deepEqual(await revoked(store), ['token 101', 'token 102'])
      assert.equal(await sweepAll(store, { revocationsUntil: 1_000 }), 2)
      const next = await store.revokeToken('new', 2_000, 'logged_out')
      assert.ok(next.sequence > last.sequence, 'no sequence comes twice: cursors rely on it')
    },
  },
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
      const before = { sessionsEndedAt: 1_000, sessionsUsedAt: 950, sessionsCreatedAt: 700 }
      assert.equal(await sweepAll(store, before), 3)
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
      assert.equal(await sweepAll(store, { sessionsExpiredAt: 1_000 }), 1)
      assert.deepEqual((await openIds(store, '1')).sort(), ['never', 'not yet'])
    },
  },
  {
    title: 'the audit leaves when its time is over, and what was to be told of it with it',
    async run(store) {
      const deliverTo = ['https://one.example/']
      await store.addAudit([record('old', { at: 999, deliverTo }), record('kept', { deliverTo })])
      await sweepAll(store, { auditAt: 1_000 })
      assert.deepEqual(await recorded(store), ['kept'])
      const claimed = await store.claimDeliveries({ now: 9_000, leaseUntil: 9_001, limit: 10 })
      assert.deepEqual(
        claimed.map(({ entry }) => entry.id),
        ['kept'],
      )
      await store.addAudit([record('next')])
      assert.deepEqual(await recorded(store), ['kept', 'next'])
    },
  },
  {
    title: 'S29 a key of a limit leaves when all of its attempts have come back',
    async run(store) {
      const limit = { limit: 2, refillMilliseconds: 100 }
      for (const now of [1_000, 1_000]) await store.takeAttempt('k', limit, now)
      assert.equal(await sweepAll(store, { attemptsAt: 1_200 }), 0)
      assert.equal(await store.takeAttempt('k', limit, 1_000), 100)
      assert.equal(await sweepAll(store, { attemptsAt: 1_201 }), 1)
      assert.equal(await store.forgetAttempts('k', 1_000), 0)
    },
  },
  {
    title: 'accounts, roles and keys are not swept',
    async run(store) {
      await store.addAccount(account('1'))
      await store.putRole({ name: 'r', permissions: [] })
      await store.writeKeyRing({ version: 1, keys: [] }, null)
      await store.addAccount(account('2'))
      await store.deleteAccount('2', end)
      const all = Object.fromEntries(Object.keys(nothing).map((name) => [name, 1e12]))
      await sweepAll(store, all)
      assert.notEqual(await store.findAccount('1'), null)
      assert.equal((await store.listRoles()).length, 2)
      assert.equal((await store.readKeyRing()).version, 1)
      assert.equal(await store.addAccount(account('2')), 'id_taken')
    },
  },
]
