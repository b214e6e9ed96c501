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
  session,
} from '../store/contract-samples.ts'

export const endPromises: readonly StorePromise[] = [
  {
    title: 'a session ends once, keeps its reason, and does not rotate afterwards',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      const revocations = await store.endSessions({ sessionId: 's' }, end, [record('r')])
      const [revocation, ...more] = revocations
      assert.ok(revocation)
      assert.deepEqual(more, [])
      const { sequence, ...rest } = revocation
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
      const last = revocations.at(-1)
      assert.ok(last)
      const { sequence: _, ...fields } = last
      const expected = { kind: 'user', key: '1', before: 5, until: 9_000, reason: 'kicked_out' }
      assert.deepEqual(fields, expected)
      assert.deepEqual(await revoked(store), ['session a', 'user 1'])
    },
  },
]
