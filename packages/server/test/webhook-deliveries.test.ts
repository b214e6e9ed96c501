import { join } from 'node:path'
import { register } from '@ztoken/contract'
import { memoryStore } from '@ztoken/stores'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createWebhooks, createZtoken, type Store } from 'ztoken'
import { createFaultLog } from '../src/cli/fault-log.ts'
import { serveUntilStopped } from '../src/cli/listen.ts'
import { loadSettings } from '../src/config/load.ts'
import { openCore } from '../src/config/open.ts'
import { secret, temporaryDirectory } from './open.ts'
import {
  type Endpoints,
  hour,
  idOf,
  minute,
  type Opened,
  type Opening,
  open as openWebhooks,
  password,
  phone,
  statuses,
  verified,
  webhookSecret,
} from './open-webhooks.ts'
import { accept, openReceiver, type Received } from './receiver.ts'

afterEach(() => vi.useRealTimers())

const stores: Readonly<Record<string, () => Promise<Store>>> = {
  memory: async () => memoryStore(),
  SQLite: () => sqliteStore(join(temporaryDirectory(), 'app.db')),
}

for (const [kind, newStore] of Object.entries(stores)) {
  describe(`deliveries kept in ${kind}`, () => {
    const open = async (endpoints: Endpoints, options: Opening = {}): Promise<Opened> =>
      openWebhooks(endpoints, { store: await newStore(), ...options })

    it('begin by themselves when something happens', async () => {
      const receiver = await openReceiver()
      const { happen } = await open([receiver.url])
      await happen()
      await receiver.count(1)
    })

    it('are found by asking where another process recorded them', async () => {
      const receiver = await openReceiver()
      const { store, clock } = await open([receiver.url], { pollMilliseconds: 5 })
      const other = await createZtoken({
        secret,
        store,
        clock: clock.now,
        webhooks: [{ url: receiver.url }],
      })
      onTestFinished(() => other.close())
      await other.putRole({ name: 'editor', permissions: [] })
      await receiver.count(1)
    })

    it('of two servers on one store are made once', async () => {
      const receiver = await openReceiver()
      const one = await open([receiver.url])
      const two = await open([receiver.url], { store: one.store, clockOf: one })
      for (let n = 0; n < 40; n += 1) await (n % 2 === 0 ? one : two).happen()
      await Promise.all([one.webhooks.deliverDue(), two.webhooks.deliverDue()])
      expect(receiver.received).toHaveLength(40)
      expect(new Set(receiver.received.map(idOf)).size).toBe(40)
    })

    it('that a server took and did not live to make are made by the next after a minute', async () => {
      const receiver = await openReceiver()
      const { auth, webhooks, store, clock } = await open([receiver.url])
      const dying = await createZtoken({
        secret,
        store,
        clock: clock.now,
        webhooks: [{ url: receiver.url }],
      })
      onTestFinished(() => dying.close())
      await dying.putRole({ name: 'editor', permissions: [] })
      const leaseUntil = clock.now() + 60_000
      const [taken] = await dying.claimDeliveries({ now: clock.now(), leaseUntil, limit: 10 })
      clock.advance(59)
      await webhooks.deliverDue()
      expect(receiver.received).toEqual([])
      clock.advance(1)
      await webhooks.deliverDue()
      expect(receiver.received.map(idOf)).toEqual([taken?.entry.id])
      expect((await auth.searchAudit()).items[0]?.id).toBe(taken?.entry.id)
    })

    it('are not used up by crashes: only tries over all of the time are', async () => {
      const receiver = await openReceiver(statuses(500))
      const { auth, webhooks, clock, happen } = await open([receiver.url], {
        endpoints: [{ url: 'https://a.example/' }],
      })
      await happen()
      for (let n = 0; n < 20; n += 1) {
        clock.advance(minute)
        await auth.claimDeliveries({ now: clock.now(), leaseUntil: clock.now() + 1, limit: 1 })
      }
      await webhooks.close()
      clock.advance(1)
      const next = createWebhooks(auth, {
        endpoints: [{ url: receiver.url }],
        secret: webhookSecret,
        clock: clock.now,
        report: () => undefined,
      })
      await next.deliverDue()
      expect(receiver.received).toHaveLength(1)
      clock.advance(hour)
      await next.deliverDue()
      expect(receiver.received).toHaveLength(2)
      await next.close()
    })

    it('to one endpoint that never answers hold up no other', async () => {
      const silent = await openReceiver(() => undefined)
      const quick = await openReceiver()
      const { happen } = await open([silent.url, quick.url], { pollMilliseconds: 5 })
      for (let n = 0; n < 40; n += 1) await happen()
      await quick.count(40)
      expect(silent.received.length).toBeLessThanOrEqual(4)
      expect(new Set(quick.received.map(idOf)).size).toBe(40)
    })

    it('many at once are made once each, a few at a time', async () => {
      let most = 0
      let now = 0
      const receiver = await openReceiver((_n, response) => {
        now += 1
        most = Math.max(most, now)
        setImmediate(() => {
          now -= 1
          response.writeHead(200).end('ok')
        })
      })
      const { happen } = await open([receiver.url])
      for (let n = 0; n < 100; n += 1) await happen()
      await receiver.count(100)
      expect(new Set(receiver.received.map(idOf)).size).toBe(100)
      expect(receiver.received).toHaveLength(100)
      expect(most).toBeLessThanOrEqual(4)
    })

    it('are done with the status: a body without end is not read', async () => {
      const receiver = await openReceiver((_n, response) => {
        response.writeHead(200)
        const write = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          if (!response.destroyed) response.once('drain', write)
        }
        write()
      })
      const { webhooks, clock, happen, reports } = await open([receiver.url])
      await happen()
      await webhooks.deliverDue()
      clock.advance(hour)
      await webhooks.deliverDue()
      expect([receiver.received.length, reports]).toEqual([1, []])
    })

    it('under way at the end are broken off and due at once for the next server', async () => {
      let isBack = false
      const receiver = await openReceiver((n, response) => {
        if (isBack) accept(n, response)
      })
      const one = await open([receiver.url])
      for (let n = 0; n < 8; n += 1) await one.happen()
      await receiver.count(4)
      await one.webhooks.close()
      const brokenOff = receiver.received.map(idOf)
      isBack = true
      const two = await open([receiver.url], { store: one.store, clockOf: one })
      await two.webhooks.deliverDue()
      const ids = receiver.received.map(idOf)
      expect(brokenOff).toHaveLength(4)
      expect(ids.filter((id) => brokenOff.includes(id))).toHaveLength(8)
      expect([new Set(ids).size, ids.length]).toEqual([8, 12])
    })

    it('to an endpoint that was taken out of the settings are not made, and end with their time', async () => {
      const receiver = await openReceiver()
      const one = await open([receiver.url], { endpoints: [] })
      await one.happen()
      await one.webhooks.deliverDue()
      const other = await openReceiver()
      const two = await open([other.url], { store: one.store, clockOf: one })
      await two.webhooks.deliverDue()
      one.clock.advance(100 * hour)
      await two.webhooks.deliverDue()
      expect([receiver.received, other.received]).toEqual([[], []])
      expect(two.reports).toMatchObject([{ code: 'endpoint_unknown' }])
      const claim = { now: one.clock.now() + 1e9, leaseUntil: one.clock.now() + 2e9, limit: 1 }
      expect(await one.store.claimDeliveries(claim)).toEqual([])
    })

    it('A170 wait for a store that is down, and come again where it could not keep that they are done', async () => {
      const receiver = await openReceiver()
      const store = await newStore()
      const real = { claim: store.claimDeliveries, settle: store.settleDelivery }
      const down = async (): Promise<never> => {
        throw new Error('the database is down')
      }
      const { webhooks, clock, happen, reports } = await open([receiver.url], { store })
      Object.assign(store, { claimDeliveries: down, settleDelivery: down })
      await happen()
      await webhooks.deliverDue()
      await webhooks.deliverDue()
      expect(reports).toMatchObject([{ code: 'unavailable' }])
      Object.assign(store, { claimDeliveries: real.claim })
      await webhooks.deliverDue()
      expect(receiver.received).toHaveLength(1)
      Object.assign(store, { settleDelivery: real.settle })
      clock.advance(59)
      await webhooks.deliverDue()
      expect(receiver.received).toHaveLength(1)
      clock.advance(1)
      await webhooks.deliverDue()
      clock.advance(hour)
      await webhooks.deliverDue()
      expect(receiver.received.map(idOf)).toEqual(
        Array(2).fill(idOf(receiver.received[0] as Received)),
      )
    })
  })
}

describe('a server with webhooks in its settings', () => {
  it('tells of what happens in it until it stops', async () => {
    const receiver = await openReceiver()
    const settings = loadSettings(
      {
        ZTOKEN_SECRET: secret,
        ZTOKEN_PORT: '0',
        ZTOKEN_LOG_LEVEL: 'silent',
        ZTOKEN_WEBHOOKS: `${receiver.url}#user_registered`,
        ZTOKEN_WEBHOOK_SECRET: webhookSecret,
      },
      null,
      true,
    )
    const core = await openCore(settings, memoryStore())
    onTestFinished(() => core.close())
    let stopped = Promise.resolve()
    const address = await new Promise<string>((resolve) => {
      stopped = serveUntilStopped(settings, core, createFaultLog(), resolve)
    })
    const registered = await fetch(`${address}${register.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone, password }),
    })
    const { data } = (await registered.json()) as { data: { user: { id: string } } }
    await receiver.count(1)
    const [message] = receiver.received as [Received]
    expect(verified(message, Date.now())).toMatchObject({
      type: 'user_registered',
      data: { user_id: data.user.id },
    })
    process.emit('SIGTERM')
    await stopped
    const claim = { now: Date.now() + 1e9, leaseUntil: Date.now() + 2e9, limit: 1 }
    expect(await core.claimDeliveries(claim)).toEqual([])
  })
})
