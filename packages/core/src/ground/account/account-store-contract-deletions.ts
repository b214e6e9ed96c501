import assert from 'node:assert/strict'
import type { SessionEnd } from '../session/session-changes.ts'
import {
  account,
  atOnce,
  openAll,
  openIds,
  opening,
  record,
  recorded,
  revoked,
  type StorePromise,
  session,
} from '../store/contract-samples.ts'
import { phoneIdentity } from './identity.ts'

const end: SessionEnd = { reason: 'banned', at: 5_999, revokedUntil: 3_605 }

export const deletionPromises: readonly StorePromise[] = [
  {
    title: 'A132 a deleted account is gone with its phone and sessions, and its tokens are revoked',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      await store.addAccount(account('2', '+862'))
      await openAll(store, '1', ['a', 'b', 'over'])
      await openAll(store, '2', ['other'])
      await store.endSessions({ sessionId: 'over' }, end)
      const deletion = { ...end, reason: 'deleted', revokeUserUntil: 9_000 } as const
      const deleted = await store.deleteAccount('1', deletion, [record('r')])
      const revocations = deleted?.revocations
      assert.deepEqual(deleted?.user, account('1', '+861').user)
      assert.deepEqual(revocations?.map(({ kind, key }) => `${kind} ${key}`).sort(), [
        'session a',
        'session b',
        'user 1',
      ])
      assert.ok(revocations?.every(({ reason }) => reason === 'deleted'))
      assert.equal((await revoked(store)).length, 4)
      assert.equal(await store.findAccount('1'), null)
      assert.equal(await store.findAccountByIdentity(phoneIdentity('+861')), null)
      assert.equal(await store.findAccess('1'), null)
      for (const id of ['a', 'b', 'over']) assert.equal(await store.findSession(id), null)
      assert.deepEqual(await openIds(store, '2'), ['other'])
      assert.equal(await store.deleteAccount('1', deletion, [record('again')]), null)
      assert.equal((await store.openSession(opening(session('new', '1')))).outcome, 'stale')
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'A132 the id of a deleted account stays taken for good, its phone is free again',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      await store.deleteAccount('1', end)
      assert.equal(await store.addAccount(account('1', '+861'), [record('r')]), 'id_taken')
      assert.equal(await store.addAccount(account('1', '+869')), 'id_taken')
      assert.equal(await store.findAccountByIdentity(phoneIdentity('+861')), null)
      assert.equal(await store.addAccount(account('2', '+861')), 'added')
      assert.equal((await store.findAccountByIdentity(phoneIdentity('+861')))?.user.id, '2')
      assert.deepEqual(await recorded(store), [])
    },
  },
  {
    title: 'of twenty deletions of one account at once one happens',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a'])
      const all = await atOnce(20, (n) => store.deleteAccount('1', end, [record(`r${n}`)]))
      assert.equal(all.filter((deleted) => deleted !== null).length, 1)
      assert.deepEqual(await revoked(store), ['session a'])
      assert.equal((await recorded(store)).length, 1)
    },
  },
]
