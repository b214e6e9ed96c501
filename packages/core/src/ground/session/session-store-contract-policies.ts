import assert from 'node:assert/strict'
import {
  account,
  anyNumber,
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
import type { Session } from './session.ts'

export const policyPromises: readonly StorePromise[] = [
  {
    title: 'A141 the oldest sessions end where one more would be too many',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['a', 'b', 'c', 'd'])
      await openAll(store, '2', ['other'])
      const given = opening(session('e', '1', 2_000), { maximum: 3 })
      const result = await store.openSession(given, [record('r')])
      assert.ok(result.outcome === 'opened')
      const listed = await store.listRevocations({ after: 0, now: 0, limit: 10 })
      assert.deepEqual(result.revocations, listed)
      assert.deepEqual(listed.map(({ key }) => key).sort(), ['a', 'b'])
      for (const { kind, until, reason } of listed) {
        assert.deepEqual([kind, until, reason], ['session', 4_000, 'replaced'])
      }
      assert.deepEqual(await openIds(store, '1'), ['e', 'd', 'c'])
      // What ended is recorded with what opened, and given back to be told of.
      assert.deepEqual(await recorded(store), [...result.ended.map(({ id }) => id), 'r'])
      assert.deepEqual(result.ended.map(({ id }) => id).sort(), ['end of a', 'end of b'])
      assert.equal((await store.findSession('a'))?.endReason, 'replaced')
      assert.deepEqual(await openIds(store, '2'), ['other'])
    },
  },
  {
    title: 'A141 where the policy is to refuse, one too many changes nothing',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a', 'b'])
      const policy = { maximum: 2, whenFull: 'refuse' } as const
      const one = opening(session('c', '1'), policy)
      assert.deepEqual(await store.openSession(one, [record('r')]), { outcome: 'full' })
      assert.equal(await store.findSession('c'), null)
      assert.deepEqual(await openIds(store, '1'), ['b', 'a'])
      assert.deepEqual([await revoked(store), await recorded(store)], [[], []])
      await store.endSessions({ sessionId: 'a' }, end)
      assert.equal((await store.openSession(one)).outcome, 'opened')
    },
  },
  {
    title: 'one session for each kind of device: another of its kind ends, the others stay',
    async run(store) {
      await store.addAccount(account('1'))
      const policy = { oneForEachKind: true }
      const open = async (id: string, deviceKind: Session['deviceKind']): Promise<void> => {
        const one = { ...session(id, '1'), deviceKind }
        assert.equal((await store.openSession(opening(one, policy))).outcome, 'opened')
      }
      await open('web', 'web')
      await open('app', 'app')
      await open('unnamed', null)
      await open('web again', 'web')
      assert.deepEqual((await openIds(store, '1')).sort(), ['app', 'unnamed', 'web again'])
      assert.deepEqual(await revoked(store), ['session web'])
      await open('unnamed again', null)
      assert.deepEqual((await openIds(store, '1')).sort(), ['app', 'unnamed again', 'web again'])
    },
  },
  {
    title: 'A141 what ends for its kind makes room, even where one too many is refused',
    async run(store) {
      await store.addAccount(account('1'))
      const policy = { oneForEachKind: true, maximum: 2, whenFull: 'refuse' } as const
      const open = async (id: string, deviceKind: Session['deviceKind']): Promise<string> =>
        (await store.openSession(opening({ ...session(id, '1'), deviceKind }, policy))).outcome
      assert.equal(await open('web', 'web'), 'opened')
      assert.equal(await open('app', 'app'), 'opened')
      assert.equal(await open('desktop', 'desktop'), 'full')
      assert.equal(await open('app again', 'app'), 'opened')
      assert.deepEqual((await openIds(store, '1')).sort(), ['app again', 'web'])
    },
  },
  {
    title: 'sessions that are over by their age are not counted',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['idle', 'old', 'alive'])
      await store.rotateSession('old', 0, 50_000)
      await store.rotateSession('alive', 0, 50_000)
      const bounds = { usedBefore: 40_000, openedBefore: 1_001 }
      const policy = { maximum: 2, whenFull: 'refuse', ...bounds } as const
      const open = async (id: string): Promise<string> =>
        (await store.openSession(opening(session(id, '1', 60_000), policy))).outcome
      assert.equal(await open('second'), 'opened')
      assert.equal(await open('third'), 'full')
      assert.deepEqual(await revoked(store), [])
    },
  },
  {
    title: 'S15 a session that has expired takes no place of another',
    async run(store) {
      await store.addAccount(account('1'))
      const open = async (id: string, now: number, expiresAt: number | null): Promise<string> => {
        const policy = { ...anyNumber, maximum: 1, whenFull: 'refuse', now } as const
        const one = { ...session(id, '1'), expiresAt }
        return (await store.openSession(opening(one, policy))).outcome
      }
      assert.equal(await open('first', 1_000, 5_000), 'opened')
      assert.equal(await open('too early', 4_999, null), 'full')
      assert.equal(await open('second', 5_000, null), 'opened')
      assert.equal(await open('third', 9_000, null), 'full')
    },
  },
]
