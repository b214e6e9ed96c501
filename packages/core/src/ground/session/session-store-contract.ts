import assert from 'node:assert/strict'
import {
  account,
  atOnce,
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
import type { SessionEnd } from './session-changes.ts'

export const sessionPromises: readonly StorePromise[] = [
  {
    title: 'the open sessions of a user are listed, the newest first, as copies',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      for (const [id, createdAt] of [
        ['middle', 2_000],
        ['newest', 3_000],
        ['oldest', 1_000],
      ] as const) {
        await store.openSession(opening(session(id, '1', createdAt)))
      }
      await store.openSession(opening(session('other', '2')))
      assert.deepEqual(await openIds(store, '1'), ['newest', 'middle', 'oldest'])
      await store.endSessions({ sessionId: 'middle' }, end)
      const [newest] = await store.listSessions('1')
      assert.ok(newest)
      Object.assign(newest, { counter: 99 })
      assert.deepEqual(await store.listSessions('1'), [
        session('newest', '1', 3_000),
        session('oldest', '1', 1_000),
      ])
      assert.deepEqual(await openIds(store, 'nobody'), [])
    },
  },
  {
    title: 'the open sessions of everybody are counted, without those that are over by time',
    async run(store) {
      const bounds = { now: 5_000, usedBefore: 2_000, openedBefore: 1_000 }
      assert.equal(await store.countSessions(bounds), 0)
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      for (const [id, userId, createdAt, usedAt] of [
        ['open', '1', 1_001, 2_001],
        ['of another', '2', 3_000, 3_000],
        ['used too long ago', '1', 1_500, 2_000],
        ['opened too long ago', '2', 1_000, 9_000],
        ['ended', '1', 3_000, 3_000],
      ] as const) {
        await store.openSession(opening({ ...session(id, userId, createdAt), usedAt }))
      }
      for (const [id, expiresAt] of [
        ['expires', 5_001],
        ['has expired', 5_000],
      ] as const) {
        const one = { ...session(id, '1', 3_000), expiresAt }
        await store.openSession(opening(one))
        assert.deepEqual(await store.findSession(id), one)
      }
      await store.endSessions({ sessionId: 'ended' }, end)
      assert.equal(await store.countSessions(bounds), 3)
      assert.equal(await store.countSessions({ now: 0, usedBefore: 0, openedBefore: 0 }), 6)
    },
  },
  {
    title: 'however many sessions are open, all are counted once',
    async run(store) {
      await store.addAccount(account('1'))
      for (let round = 0; round < 42; round += 1) {
        await atOnce(100, (n) => store.openSession(opening(session(`s${round}-${n}`, '1'))))
      }
      assert.equal(await store.countSessions({ now: 0, usedBefore: 0, openedBefore: 0 }), 4_200)
    },
  },
  {
    title: 'A102 of twenty rotations of one counter exactly one happens',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s', 'other'])
      const outcomes = await atOnce(20, () => store.rotateSession('s', 0, 2_000))
      assert.equal(outcomes.filter(Boolean).length, 1)
      const rotated = { ...session('s', '1'), counter: 1, rotatedAt: 2_000, usedAt: 2_000 }
      assert.deepEqual(await store.findSession('s'), rotated)
      assert.equal(await store.rotateSession('s', 0, 3_000), false)
      assert.equal(await store.rotateSession('s', 2, 3_000), false)
      assert.equal(await store.rotateSession('unknown', 0, 3_000), false)
      assert.deepEqual(await store.findSession('s'), rotated)
      assert.deepEqual(await store.findSession('other'), session('other', '1', 1_001))
    },
  },
  {
    title: 'A102 a chain of rotations loses none, whoever else rotates',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(
        store,
        '1',
        Array.from({ length: 10 }, (_, n) => `s${n}`),
      )
      await atOnce(10, async (n) => {
        for (let counter = 0; counter < 20; counter += 1) {
          assert.equal(await store.rotateSession(`s${n}`, counter, 2_000 + counter), true)
        }
      })
      for (const { counter } of await store.listSessions('1')) assert.equal(counter, 20)
    },
  },
  {
    title: 'S13 a session is replaced by another, with its revocation, or nothing happens',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['s', 'other'])
      const next = { ...session('next', '1', 900), verifiedAt: 7_000, expiresAt: 99_000 }
      const renewed: SessionEnd = { ...end, reason: 'renewed' }
      const revocations = await store.replaceSession('s', next, renewed, [record('r')])
      assert.deepEqual(
        revocations?.map(({ kind, key, reason }) => [kind, key, reason]),
        [['session', 's', 'renewed']],
      )
      assert.deepEqual(await store.findSession('next'), next)
      assert.equal((await store.findSession('s'))?.endReason, 'renewed')
      assert.deepEqual((await openIds(store, '1')).sort(), ['next', 'other'])
      assert.deepEqual(await revoked(store), ['session s'])
      for (const [id, userId] of [
        ['s', '1'],
        ['unknown', '1'],
        ['other', '2'],
      ] as const) {
        const late = session(`late ${id}`, userId)
        assert.equal(await store.replaceSession(id, late, renewed, [record(`x ${id}`)]), null, id)
        assert.equal(await store.findSession(late.id), null, id)
      }
      assert.deepEqual(await revoked(store), ['session s'])
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'S13 of twenty replacements of one session one happens',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      const outcomes = await atOnce(20, (n) =>
        store.replaceSession('s', session(`next ${n}`, '1'), { ...end, reason: 'renewed' }),
      )
      assert.equal(outcomes.filter((revocations) => revocations !== null).length, 1)
      assert.equal((await openIds(store, '1')).length, 1)
    },
  },
  {
    title: 'A107 of a rotation and an end at once, none rotates after the end',
    async run(store) {
      await store.addAccount(account('1'))
      for (let round = 0; round < 10; round += 1) {
        const id = `s${round}`
        await openAll(store, '1', [id])
        const [rotated] = await Promise.all([
          store.rotateSession(id, 0, 2_000),
          store.endSessions({ sessionId: id }, end),
        ])
        const found = await store.findSession(id)
        assert.deepEqual([found?.endedAt, found?.counter], [5_500, Number(rotated)])
        assert.equal(await store.rotateSession(id, Number(rotated), 3_000), false)
      }
    },
  },
]
