import type { MetricsView } from '@ztoken/contract'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { describe, expect, it } from 'vitest'
import { ZtokenError } from 'ztoken'
import { addPerson, password, type Sending, sender } from './client.ts'
import { createClock, open, temporaryDirectory } from './open.ts'

const token = 'metrics-token-of-32-characters-or-so'

async function opened(options: object = {}) {
  const clock = createClock()
  const { app, core } = await open(
    { clock: clock.now, monotonic: clock.now, ...options },
    { metrics: { clock: clock.now, tokens: [token] } },
  )
  const send = sender(app)
  const read = async (query = '', sending: Sending = { token }): Promise<MetricsView> => {
    const reply = await send('GET', `/v1/figures${query}`, sending)
    expect(reply.status, reply.body).toBe(200)
    return reply.data
  }
  return { app, core, clock, send, read }
}

describe('the metrics of a server', () => {
  it('count what people do, step by step and since the start', async () => {
    const { send, read, clock } = await opened()
    const since = clock.now()
    const phone = '13800138000'
    const registered = await send('POST', '/v1/register', { body: { phone, password } })
    await send('POST', '/v1/login', { body: { phone, password } })
    await send('POST', '/login', { body: { phone, password } })
    await send('POST', '/v1/login', { body: { phone, password: 'not the password' } })
    await send('POST', '/login', { body: { phone: '13900139000', password } })
    const refresh_token = registered.data.refresh_token
    await send('POST', '/v1/refresh', { body: { refresh_token } })
    await send('POST', '/v1/refresh', { body: { refresh_token: 'x' } })
    await send('GET', '/nothing/here')
    clock.advance(5)

    const happened = {
      sign_ins: 3,
      sign_in_failures: 2,
      registrations: 1,
      refreshes: 1,
      requests: 8,
      server_errors: 0,
    }
    const metrics = await read()
    expect(metrics).toMatchObject({
      scope: 'process',
      since,
      now: since + 5_000,
      step_seconds: 5,
      kept_seconds: 900,
      totals: happened,
      points: [
        { at: since + 5_000, seconds: 5, ...happened, active_sessions: 3, revocation_entries: 0 },
      ],
    })
    expect(metrics.process).toMatch(new RegExp(`^${process.pid}-[0-9a-f]{8}$`))
    const [point] = metrics.points
    for (const name of ['p50_ms', 'p99_ms', 'memory_bytes', 'heap_bytes'] as const) {
      expect(point?.[name], name).toBeGreaterThan(0)
    }
    expect(point?.p99_ms).toBeGreaterThanOrEqual(point?.p50_ms ?? 0)

    // The next step has in it what came since: the reading.
    clock.advance(5)
    const next = await read()
    expect(next.points).toHaveLength(2)
    expect(next.points[1]).toMatchObject({ sign_ins: 0, requests: 1, active_sessions: 3 })
    expect(next.totals).toEqual({ ...happened, requests: 9 })
  })

  it('of a step in which nobody asked anything have no durations', async () => {
    const { read, clock, app } = await opened()
    await app.ready()
    clock.advance(5)
    expect((await read()).points[0]).toMatchObject({ requests: 0, p50_ms: null, p99_ms: null })
  })

  it('are read from where one stopped', async () => {
    const { read, clock } = await opened()
    for (let n = 0; n < 3; n += 1) {
      clock.advance(5)
      await read()
    }
    const all = (await read()).points.map(({ at }) => at)
    expect(all).toHaveLength(3)
    const after = async (at: number) => (await read(`?after=${at}`)).points.map((one) => one.at)
    expect(await after(all[0] ?? 0)).toEqual(all.slice(1))
    expect(await after(all[2] ?? 0)).toEqual([])
    expect(await after(0)).toEqual(all)
  })

  it('go back fifteen minutes and no further', async () => {
    const { read, clock } = await opened()
    for (let n = 0; n < 200; n += 1) {
      clock.advance(5)
      await read('?after=9999999999999')
    }
    const { points, now } = await read()
    expect(points).toHaveLength(180)
    expect(points[0]?.at).toBe(now - 900_000 + 5_000)
    clock.advance(1_000)
    // One long step since; what was before is forgotten.
    expect((await read()).points).toMatchObject([{ seconds: 1_000 }])
  })

  it('survive a clock that is set back', async () => {
    const { read, clock } = await opened()
    clock.advance(5)
    await read()
    clock.advance(-3_600)
    expect((await read()).points).toEqual([])
    clock.advance(5)
    expect((await read()).points).toMatchObject([{ seconds: 5, requests: 2 }])
  })

  it('count the sessions of the whole database, without those that are over', async () => {
    const file = `${temporaryDirectory()}/app.db`
    const one = await opened({ store: await sqliteStore(file) })
    const other = await opened({ store: await sqliteStore(file) })
    await addPerson(one.core)
    const { token: theirs } = await addPerson(one.core, [])
    const active = async (): Promise<unknown> => {
      other.clock.advance(5)
      return (await other.read()).points.at(-1)?.active_sessions
    }
    expect(await active()).toBe(2)
    // What happened there happened there.
    expect((await other.read()).totals.sign_ins).toBe(0)
    await one.core.logout(theirs)
    expect(await active()).toBe(1)
    other.clock.advance(30 * 86_400)
    expect(await active()).toBe(0)
  })

  it('say null for the sessions where the store cannot say, and the rest stands', async () => {
    const store = await sqliteStore(`${temporaryDirectory()}/app.db`)
    let isDown = true
    const { core, read, clock } = await opened({
      store: {
        ...store,
        countSessions: (bounds: Parameters<typeof store.countSessions>[0]) =>
          isDown ? Promise.reject(new ZtokenError('unavailable')) : store.countSessions(bounds),
      },
    })
    await addPerson(core)
    clock.advance(5)
    const [point] = (await read()).points
    expect(point).toMatchObject({ active_sessions: null, sign_ins: 1, registrations: 1 })
    isDown = false
    clock.advance(60)
    expect((await read()).points.at(-1)?.active_sessions).toBe(1)
  })

  it('are there for who scrapes them while the store is down', async () => {
    const { core, read, clock } = await opened({ report: () => undefined })
    await core.close()
    clock.advance(5)
    const { points } = await read()
    expect(points).toMatchObject([{ active_sessions: null, revocation_age_ms: 5_000 }])
  })

  it('are for holders of the permission, administrators among them', async () => {
    const { core, send, read } = await opened()
    const holder = await addPerson(core, ['figures:read'])
    const administrator = await addPerson(core)
    await core.updateManagedUser(administrator.id, { roles: ['admin'] })
    for (const person of [holder, administrator]) await read('', person)
    const other = await addPerson(core, ['audit:read'])
    expect((await send('GET', '/v1/figures', other)).reason).toBe('permission_denied')
    expect((await send('GET', '/v1/figures')).reason).toBe('token_missing')
    const wrong = { token: token.replace('so', 'no') }
    expect((await send('GET', '/v1/figures', wrong)).reason).toBe('token_invalid')
  })

  it('refuse a beginning that is none', async () => {
    const { send } = await opened()
    for (const query of ['after=-1', 'after=1e3', 'after=', 'after=99999999999999999', 'other=1']) {
      expect((await send('GET', `/v1/figures?${query}`, { token })).reason).toBe('invalid_request')
    }
  })
})
