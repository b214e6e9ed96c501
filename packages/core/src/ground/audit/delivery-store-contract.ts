import assert from 'node:assert/strict'
import { account, atOnce, naughty, record, type StorePromise } from '../store/contract-samples.ts'
import type { Store } from '../store/store.ts'

const one = 'https://one.example/hook'
const two = `https://two.example/?q=${encodeURIComponent(naughty)}`

/** Which deliveries are due at `now`, as `id>endpoint#attempts`; taken until `leaseUntil`. */
async function claim(store: Store, now: number, leaseUntil = now + 1_000): Promise<string[]> {
  const all = await store.claimDeliveries({ now, leaseUntil, limit: 100 })
  return all.map(({ entry, endpoint, attempts }) => `${entry.id}>${endpoint}#${attempts}`)
}

export const deliveryPromises: readonly StorePromise[] = [
  {
    title: 'an entry is delivered to each of its endpoints, with what it tells and no more',
    async run(store) {
      const given = record('r', {
        at: 5_000,
        userId: '1',
        detail: { reason: naughty },
        deliverTo: [one, two],
      })
      await store.addAccount(account('1'), [given, record('told to nobody')])
      const { deliverTo: _, ...entry } = given
      const claimed = await store.claimDeliveries({ now: 5_000, leaseUntil: 6_000, limit: 10 })
      assert.deepEqual(
        [...claimed].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1)),
        [one, two].map((endpoint) => ({ entry, endpoint, attempts: 0 })),
      )
    },
  },
  {
    title: 'a delivery is due from when it happened, given to nobody before the lease ends',
    async run(store) {
      await store.addAudit([record('r', { at: 5_000, deliverTo: [one] })])
      assert.deepEqual(await claim(store, 4_999), [])
      assert.deepEqual(await claim(store, 5_000, 6_000), [`r>${one}#0`])
      assert.deepEqual(await claim(store, 5_999), [])
      assert.deepEqual(await claim(store, 6_000, 7_000), [`r>${one}#1`])
      assert.deepEqual(await claim(store, 7_000, 8_000), [`r>${one}#2`])
    },
  },
  {
    title: 'a delivery that is done is over; one that is not comes again when it said',
    async run(store) {
      await store.addAudit([record('r', { deliverTo: [one, two] })])
      await claim(store, 1_000, 2_000)
      await store.settleDelivery('r', one, null)
      await store.settleDelivery('r', two, 9_000)
      await store.settleDelivery('unknown', two, 1_000)
      assert.deepEqual(await claim(store, 8_999), [])
      assert.deepEqual(await claim(store, 9_000), [`r>${two}#1`])
      await store.settleDelivery('r', two, null)
      await store.settleDelivery('r', two, 1)
      assert.deepEqual(await claim(store, 1_000_000), [])
    },
  },
  {
    title: 'deliveries are counted until they are done, and no further than is asked',
    async run(store) {
      assert.equal(await store.countDeliveries(10), 0)
      await store.addAudit([record('r', { deliverTo: [one, two] }), record('s')])
      assert.equal(await store.countDeliveries(10), 2)
      assert.equal(await store.countDeliveries(1), 1)
      await claim(store, 1_000_000)
      await store.settleDelivery('r', two, 2_000_000)
      assert.equal(await store.countDeliveries(10), 2)
      await store.settleDelivery('r', one, null)
      assert.equal(await store.countDeliveries(10), 1)
    },
  },
  {
    title: 'those due longest come first, at most so many',
    async run(store) {
      const due = [3_000, 1_000, 2_000]
      await store.addAudit(due.map((at) => record(`${at}`, { at, deliverTo: [one] })))
      const first = await store.claimDeliveries({ now: 9_000, leaseUntil: 9_500, limit: 2 })
      assert.deepEqual(
        first.map(({ entry }) => entry.id),
        ['1000', '2000'],
      )
      assert.deepEqual(await claim(store, 9_000), [`3000>${one}#0`])
    },
  },
  {
    title: 'A139 of several servers that claim at once each delivery goes to one',
    async run(store) {
      const ids = Array.from({ length: 40 }, (_, n) => `r${n}`)
      await store.addAudit(ids.map((id) => record(id, { deliverTo: [one] })))
      const claims = await atOnce(20, () =>
        store.claimDeliveries({ now: 2_000, leaseUntil: 3_000, limit: 5 }),
      )
      const given = claims.flat().map(({ entry }) => entry.id)
      assert.equal(new Set(given).size, given.length)
      const rest = await store.claimDeliveries({ now: 2_000, leaseUntil: 3_000, limit: 100 })
      const all = [...given, ...rest.map(({ entry }) => entry.id)]
      assert.deepEqual(all.sort(), ids.sort())
    },
  },
  {
    title: 'nothing is delivered of what did not happen',
    async run(store) {
      const told = record('r', { deliverTo: [one] })
      await store.changeAccount('nobody', { name: 'x' }, [told])
      await store.addAccount(account('1', '+861'))
      await store.addAccount(account('2', '+861'), [told])
      assert.deepEqual(await claim(store, 1_000_000), [])
    },
  },
]
