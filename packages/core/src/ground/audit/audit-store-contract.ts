import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  everyEntry as everything,
  naughty,
  record,
  recorded,
  type StorePromise,
  sweepAll,
} from '../store/contract-samples.ts'
import type { AuditQuery } from './entry.ts'

export const auditPromises: readonly StorePromise[] = [
  {
    title: 'A167 an entry is kept with every field as it was given, but for whom it is told to',
    async run(store) {
      const full = record('full', {
        at: 1_767_225_600_123,
        event: 'user_banned',
        actorId: naughty,
        userId: '1',
        sessionId: 's',
        address: '::1',
        device: naughty,
        detail: { reason: naughty, [naughty]: '' },
        deliverTo: ['https://one.example/'],
      })
      await store.addAudit([record('bare'), full])
      await store.addAudit([])
      const [first, second, ...rest] = await store.listAudit(everything)
      assert.deepEqual(rest, [])
      assert.ok(first && second)
      const { deliverTo: _, ...entry } = full
      assert.deepEqual(first, { ...entry, sequence: first.sequence })
      const { deliverTo: __, ...bare } = record('bare')
      assert.deepEqual(second, { ...bare, sequence: second.sequence })
      assert.ok(first.sequence > second.sequence)
    },
  },
  {
    title: 'entries are listed the newest first, page by page, of one user, of one event',
    async run(store) {
      for (let n = 0; n < 9; n += 1) {
        const event = n % 2 === 0 ? 'login' : 'logout'
        await store.addAudit([record(`${n}`, { event, userId: n < 6 ? 'a' : 'b', at: 9 - n })])
      }
      const list = async (query: Partial<AuditQuery>): Promise<string> =>
        (await store.listAudit({ ...everything, ...query })).map(({ id }) => id).join('')
      assert.equal(await list({}), '876543210')
      assert.equal(await list({ limit: 2 }), '87')
      assert.equal(await list({ userId: 'a' }), '543210')
      assert.equal(await list({ event: 'logout' }), '7531')
      assert.equal(await list({ userId: 'b', event: 'login' }), '86')
      assert.equal(await list({ userId: naughty }), '')
      const page = await store.listAudit({ ...everything, userId: 'a', limit: 2 })
      const last = page.at(-1)
      assert.ok(last)
      const before = last.sequence
      assert.equal(await list({ userId: 'a', before, limit: 3 }), '321')
      assert.equal(await list({ before, event: 'login' }), '20')
      assert.equal(await list({ before: 0 }), '')
    },
  },
  {
    title:
      'entries are found by when they happened, exactly and in that order, where clocks disagree',
    async run(store) {
      // Recorded in this order: the third by a server whose clock is behind.
      const times = [1_000, 2_000, 1_500, 2_000, 3_000]
      for (const [n, at] of times.entries()) {
        const event = n % 2 === 0 ? 'login' : 'logout'
        await store.addAudit([record(`${n}`, { at, event, userId: n < 4 ? 'a' : 'b' })])
      }
      const list = async (query: Partial<AuditQuery>): Promise<string> =>
        (await store.listAudit({ ...everything, ...query })).map(({ id }) => id).join('')
      assert.equal(await list({ from: 1_500 }), '4312')
      assert.equal(await list({ from: 1_501 }), '431')
      assert.equal(await list({ until: 2_000 }), '20')
      assert.equal(await list({ until: 2_001 }), '3120')
      assert.equal(await list({ from: 1_500, until: 3_000 }), '312')
      assert.equal(await list({ from: 1_500, until: 3_000, event: 'logout' }), '31')
      assert.equal(await list({ from: 1_500, userId: 'a' }), '312')
      assert.equal(await list({ from: 1_500, userId: 'a', event: 'login', until: 9_000 }), '2')
      assert.equal(await list({ from: 2_000, until: 2_000 }), '')
      assert.equal(await list({ from: 3_001 }), '')
      assert.equal(await list({ until: 1_000 }), '')
      const [newest] = await store.listAudit({ ...everything, from: 1_500, limit: 1 })
      assert.ok(newest)
      assert.equal(await list({ from: 1_500, before: newest.sequence, limit: 2 }), '31')
    },
  },
  {
    title: 'entries of several events, and of an address, are found in order, page by page',
    async run(store) {
      const events = ['login', 'logout', 'login_failed'] as const
      for (let n = 0; n < 9; n += 1) {
        const event = events[n % 3] ?? 'login'
        const address = n % 2 === 0 ? '192.0.2.1' : null
        // The last is told by a server whose clock is behind.
        await store.addAudit([
          record(`${n}`, { at: n === 8 ? 0 : n, event, address, userId: n < 6 ? 'a' : 'b' }),
        ])
      }
      const list = async (query: Partial<AuditQuery>): Promise<string> =>
        (await store.listAudit({ ...everything, ...query })).map(({ id }) => id).join('')
      const event = ['login', 'login_failed'] as const
      assert.equal(await list({ event }), '865320')
      assert.equal(await list({ event: [...event, 'login'] }), '865320')
      assert.equal(await list({ event: ['logout'] }), '741')
      assert.equal(await list({ event: [] }), '')
      assert.equal(await list({ event, from: 0 }), '653280')
      assert.equal(await list({ event, from: 1, until: 6 }), '532')
      assert.equal(await list({ event, userId: 'b' }), '86')
      assert.equal(await list({ address: '192.0.2.1' }), '64280')
      assert.equal(await list({ address: '192.0.2.1', userId: 'a' }), '420')
      assert.equal(await list({ address: '192.0.2.1', event, from: 1 }), '62')
      assert.equal(await list({ address: '192.0.2.1', event: 'logout' }), '4')
      assert.equal(await list({ address: naughty }), '')
      for (const query of [{ event }, { event, from: 0 }, { address: '192.0.2.1' }]) {
        const all = await list(query)
        const first = await store.listAudit({ ...everything, ...query, limit: 3 })
        const before = first.at(-1)?.sequence ?? null
        assert.equal(await list({ ...query, before }), all.slice(3))
      }
    },
  },
  {
    title: 'what is recorded at once has one order, and none is lost',
    async run(store) {
      await atOnce(50, (n) => store.addAudit([record(`a${n}`), record(`b${n}`)]))
      const all = await store.listAudit(everything)
      assert.equal(new Set(all.map(({ id }) => id)).size, 100)
      const sequences = all.map(({ sequence }) => sequence)
      assert.deepEqual(
        sequences,
        [...new Set(sequences)].sort((one, other) => other - one),
      )
    },
  },
  {
    title: 'entries are copies',
    async run(store) {
      const detail = { reason: 'one' }
      await store.addAudit([record('r', { detail })])
      detail.reason = 'another'
      const [found] = await store.listAudit(everything)
      assert.ok(found?.detail)
      Object.assign(found.detail, { reason: 'a third' })
      assert.deepEqual((await store.listAudit(everything))[0]?.detail, { reason: 'one' })
    },
  },
  {
    title: 'every entry given with a change is kept, in the order given',
    async run(store) {
      await store.addAccount(account('1'), [record('a'), record('b')])
      await store.changeAccount('1', { name: 'x' }, [record('c'), record('d')])
      assert.deepEqual(await recorded(store), ['a', 'b', 'c', 'd'])
    },
  },
  {
    title: 'the audit leaves when its time is over, and what was to be told of it with it',
    async run(store) {
      const deliverTo = ['https://one.example/']
      await store.addAudit([record('old', { at: 999, deliverTo }), record('kept', { deliverTo })])
      await sweepAll(() => store.sweepAudit(1_000))
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
]
