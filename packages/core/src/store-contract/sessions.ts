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
} from './samples.ts'

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
      const listed = await store.listSessions('1')
      Object.assign(listed[0] ?? {}, { counter: 99 })
      assert.deepEqual(await store.listSessions('1'), [
        session('newest', '1', 3_000),
        session('oldest', '1', 1_000),
      ])
      assert.deepEqual(await openIds(store, 'nobody'), [])
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
    title: 'a session remembers when the password was last shown, while it is open',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      assert.equal(await store.verifySession('s', 7_000, [record('r')]), true)
      assert.deepEqual(await store.findSession('s'), { ...session('s', '1'), verifiedAt: 7_000 })
      await store.endSessions({ sessionId: 's' }, end)
      assert.equal(await store.verifySession('s', 8_000, [record('x')]), false)
      assert.equal(await store.verifySession('unknown', 8_000, [record('y')]), false)
      assert.equal((await store.findSession('s'))?.verifiedAt, 7_000)
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'a session ends once, keeps its reason, and does not rotate afterwards',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      const revocations = await store.endSessions({ sessionId: 's' }, end, [record('r')])
      assert.equal(revocations.length, 1)
      const { sequence, ...rest } = revocations[0] ?? {}
      const expected = { kind: 'session', key: 's', before: null, until: 3_605 }
      assert.deepEqual(rest, { ...expected, reason: 'logged_out' })
      assert.equal(typeof sequence, 'number')
      assert.deepEqual(await store.listRevocations({ after: 0, now: 0, limit: 10 }), revocations)
      const again = { ...end, reason: 'kicked_out', at: 9_000 } as const
      assert.deepEqual(await store.endSessions({ sessionId: 's' }, again, [record('x')]), [])
      assert.deepEqual(await store.endSessions({ sessionId: 'unknown' }, end, [record('y')]), [])
      assert.equal(await store.rotateSession('s', 0, 6_000), false)
      const ended = { ...session('s', '1'), endedAt: 5_500, endReason: 'logged_out' }
      assert.deepEqual(await store.findSession('s'), ended)
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'A138 a session ends for its own user, where one is named',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['s'])
      const others = { sessionId: 's', userId: '2' }
      assert.deepEqual(await store.endSessions(others, end, [record('x')]), [])
      assert.deepEqual(await openIds(store, '1'), ['s'])
      assert.equal((await store.endSessions({ sessionId: 's', userId: '1' }, end)).length, 1)
      assert.deepEqual(await recorded(store), [])
      // The end of one session is no reason to disturb a login under way.
      assert.equal((await store.findAccount('1'))?.epoch, 0)
    },
  },
  {
    title: 'of twenty ends of one session at once one happens, with one revocation',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      const all = await atOnce(20, (n) =>
        store.endSessions({ sessionId: 's' }, end, [record(`r${n}`)]),
      )
      assert.equal(all.filter(({ length }) => length === 1).length, 1)
      assert.deepEqual(await revoked(store), ['session s'])
      assert.equal((await recorded(store)).length, 1)
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
  {
    title: 'all sessions of a user end but the one named, and the epoch moves',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['a', 'b', 'c'])
      await openAll(store, '2', ['other'])
      const others = { userId: '1', except: 'b' }
      const revocations = await store.endSessions(others, end, [record('r')])
      assert.deepEqual(revocations.map(({ key }) => key).sort(), ['a', 'c'])
      assert.deepEqual(await openIds(store, '1'), ['b'])
      assert.equal((await store.findAccount('1'))?.epoch, 1)
      const all = { userId: '1', except: null }
      assert.deepEqual(
        (await store.endSessions(all, end)).map(({ key }) => key),
        ['b'],
      )
      assert.deepEqual(await openIds(store, '1'), [])
      assert.deepEqual([(await store.findAccount('1'))?.epoch, await recorded(store)], [2, ['r']])
      const other = await store.findAccount('2')
      assert.deepEqual([other?.epoch, await openIds(store, '2')], [0, ['other']])
    },
  },
  {
    title: 'of a user without open sessions the epoch moves, and that is recorded',
    async run(store) {
      await store.addAccount(account('1'))
      const all = { userId: '1', except: null }
      assert.deepEqual(await store.endSessions(all, end, [record('r')]), [])
      assert.equal((await store.findAccount('1'))?.epoch, 1)
      const nobody = { userId: 'nobody', except: null }
      const foreign = { ...end, revokeUserUntil: 9_000 }
      assert.deepEqual(await store.endSessions(nobody, foreign, [record('x')]), [])
      assert.deepEqual([await recorded(store), await revoked(store)], [['r'], []])
    },
  },
  {
    title: 'A135 the end of all sessions revokes tokens without one, up to that second',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a'])
      const foreign = { ...end, reason: 'kicked_out', revokeUserUntil: 9_000 } as const
      const all = { userId: '1', except: null }
      const revocations = await store.endSessions(all, foreign)
      const { sequence: _, ...last } = revocations.at(-1) ?? {}
      const expected = { kind: 'user', key: '1', before: 5, until: 9_000, reason: 'kicked_out' }
      assert.deepEqual(last, expected)
      assert.deepEqual(await revoked(store), ['session a', 'user 1'])
    },
  },
]
