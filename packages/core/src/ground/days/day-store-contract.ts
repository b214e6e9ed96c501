import assert from 'node:assert/strict'
import {
  account,
  end,
  opening,
  record,
  type StorePromise,
  session,
  sweepAll,
} from '../store/contract-samples.ts'
import type { Store } from '../store/store.ts'
import { dayMilliseconds } from './day-store.ts'

const at = (day: number, milliseconds = 0): number => day * dayMilliseconds + milliseconds

/** As `day: registrations active failures users`. */
async function kept(store: Store, from = 0, limit = 100): Promise<string[]> {
  return (await store.listDays(from, limit)).map(
    ({ day, registrations, active, failures, users }) =>
      `${day}: ${registrations} ${active} ${failures} ${users}`,
  )
}

async function signIn(store: Store, userId: string, when: number): Promise<void> {
  await store.openSession(opening(session(`${userId} ${when}`, userId, when)))
}

export const dayPromises: readonly StorePromise[] = [
  {
    title: 'of a day is kept who came, who was active, each once, and what failed in it',
    async run(store) {
      await store.addAccount(account('1', '+861', { createdAt: at(10) }))
      await store.addAccount(account('2', '+862', { createdAt: at(11, -1) }))
      await store.addAccount(account('3', '+863', { createdAt: at(11) }))
      await signIn(store, '1', at(10, 5))
      await signIn(store, '1', at(10, 7))
      await signIn(store, '2', at(11, -1))
      await signIn(store, '3', at(11))
      const failed = (id: string, when: number) => record(id, { event: 'login_failed', at: when })
      await store.addAudit([failed('a', at(10)), failed('b', at(11, -1)), failed('c', at(11))])
      await store.addAudit([record('d', { at: at(10) })])
      await store.keepDay(10)
      await store.keepDay(11)
      await store.keepDay(12)
      assert.deepEqual(await kept(store), ['10: 2 2 2 3', '11: 1 1 1 3', '12: 0 0 0 3'])
    },
  },
  {
    title: 'who is still signed in is active on the day they refresh',
    async run(store) {
      await store.addAccount(account('1', '+861', { createdAt: at(9) }))
      await signIn(store, '1', at(10, 5))
      await store.rotateSession(`1 ${at(10, 5)}`, 0, at(10, 6))
      await store.rotateSession(`1 ${at(10, 5)}`, 1, at(12))
      for (const day of [10, 11, 12]) await store.keepDay(day)
      assert.deepEqual(await kept(store), ['10: 0 1 0 1', '11: 0 0 0 1', '12: 0 1 0 1'])
    },
  },
  {
    title: 'a day that is counted again is kept once, and the oldest come first',
    async run(store) {
      for (const day of [12, 10, 11]) await store.keepDay(day)
      await store.addAccount(account('1', '+861', { createdAt: at(10) }))
      await store.keepDay(10)
      assert.deepEqual(await kept(store), ['10: 1 0 0 1', '11: 0 0 0 0', '12: 0 0 0 0'])
      assert.deepEqual(await kept(store, 11, 1), ['11: 0 0 0 0'])
      await store.deleteAccount('1', end)
      await store.keepDay(10)
      assert.deepEqual(await kept(store, 0, 1), ['10: 0 0 0 0'])
    },
  },
  {
    title: 'who was active leaves once the day is counted, its figures when their time is over',
    async run(store) {
      await store.addAccount(account('1', '+861', { createdAt: at(9) }))
      await signIn(store, '1', at(10))
      await signIn(store, '1', at(11))
      await store.keepDay(10)
      await store.keepDay(11)
      assert.equal(await sweepAll(() => store.sweepDays({ active: 11, kept: 10 })), 1)
      assert.deepEqual(await kept(store), ['10: 0 1 0 1', '11: 0 1 0 1'])
      await store.keepDay(11)
      assert.deepEqual(await kept(store, 11), ['11: 0 1 0 1'])
      assert.equal(await sweepAll(() => store.sweepDays({ active: 11, kept: 11 })), 1)
      assert.deepEqual(await kept(store), ['11: 0 1 0 1'])
    },
  },
]
