import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  end,
  naughty,
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

export const openingPromises: readonly StorePromise[] = [
  {
    title: 'a session is found with every field as it was opened, ended or not',
    async run(store) {
      await store.addAccount(account('1'))
      const given: Session = {
        ...session(naughty, '1', 1_767_225_600_123),
        device: naughty,
        deviceKind: 'mini_program',
        address: '2001:db8::1',
        verifiedAt: 1_767_225_600_124,
        usedAt: 1_767_225_600_125,
        counter: 3,
        rotatedAt: 1_767_225_600_126,
      }
      const result = await store.openSession(opening(given), [record('r')])
      assert.deepEqual(result, { outcome: 'opened', revocations: [], ended: [] })
      assert.deepEqual(await store.findSession(naughty), given)
      assert.deepEqual(await store.listSessions('1'), [given])
      await store.endSessions({ sessionId: naughty }, end)
      const ended = { ...given, endedAt: 5_500, endReason: 'logged_out' }
      assert.deepEqual(await store.findSession(naughty), ended)
      assert.deepEqual(await store.listSessions('1'), [])
      assert.equal(await store.findSession('unknown'), null)
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'a session is opened only for an account that is there, under the epoch it has',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a'])
      const nobodys = opening(session('s', 'nobody'))
      assert.deepEqual(await store.openSession(nobodys, [record('x')]), { outcome: 'stale' })
      await store.changeAccount('1', { moveEpoch: true })
      const late = opening(session('s', '1'), { maximum: 1 })
      assert.deepEqual(await store.openSession(late, [record('y')]), { outcome: 'stale' })
      const early = { ...late, epoch: 2 }
      assert.deepEqual(await store.openSession(early, [record('z')]), { outcome: 'stale' })
      assert.equal(await store.findSession('s'), null)
      assert.deepEqual(await openIds(store, '1'), ['a'])
      assert.deepEqual(await recorded(store), [])
      assert.equal((await store.openSession({ ...late, epoch: 1 })).outcome, 'opened')
    },
  },
  ...(['end_oldest', 'refuse'] as const).map(
    (whenFull): StorePromise => ({
      title: `A141 of fifty logins at once exactly the maximum stay open (${whenFull})`,
      async run(store) {
        await store.addAccount(account('1'))
        const outcomes = await atOnce(50, (n) =>
          store.openSession(opening(session(`s${n}`, '1', 1_000 + n), { maximum: 5, whenFull }), [
            record(`r${n}`),
          ]),
        )
        const opened = outcomes.filter(({ outcome }) => outcome === 'opened').length
        assert.equal((await openIds(store, '1')).length, 5)
        assert.equal(opened, whenFull === 'refuse' ? 5 : 50)
        assert.equal((await revoked(store)).length, opened - 5)
        assert.equal((await recorded(store)).length, opened + opened - 5)
      },
    }),
  ),
  {
    title: 'A125 a login under way while all sessions end leaves none open',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['before'])
      const all = { userId: '1', except: null }
      const outcomes = await atOnce(40, async (n) => {
        if (n === 20) return store.endSessions(all, { ...end, at: 9_000 })
        return store.openSession(opening(session(`s${n}`, '1', 2_000 + n)))
      })
      assert.deepEqual(await openIds(store, '1'), [])
      const opened = outcomes.filter((one) => 'outcome' in one && one.outcome === 'opened').length
      assert.equal((await revoked(store)).length, opened + 1)
    },
  },
]
