import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { memoryStore } from '@ztoken/stores'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Store, ZtokenError } from 'ztoken'
import type { FeedOptions } from '../src/features/revocations.ts'
import { addPerson, sender } from './client.ts'
import { type Event, follow as followAs } from './follow.ts'
import { createClock, open } from './open.ts'

const feedToken = 'feed-token-of-32-characters-or-so'

async function opened(feed: FeedOptions = {}, options: object = {}, appOptions: object = {}) {
  const clock = createClock()
  const { app, core } = await open(
    { clock: clock.now, monotonic: clock.now, ...options },
    { ...appOptions, feed: { tokens: [feedToken], clock: clock.now, ...feed } },
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/v1/revocations`
  const send = sender(app)
  const page = (query: string, token = feedToken) =>
    send('GET', `/v1/revocations${query}`, { token })
  return { app, core, clock, port, url, send, page }
}

const follow = (url: string, headers: Record<string, string> = {}) =>
  followAs(url, { authorization: `Bearer ${feedToken}`, ...headers })

/** Events up to and with the first heartbeat. */
async function untilHeartbeat(next: () => Promise<Event | null>): Promise<Event[]> {
  const events: Event[] = []
  for (let event = await next(); event !== null; event = await next()) {
    events.push(event)
    if (event.name === 'heartbeat') break
  }
  return events
}

describe('the feed in pages', () => {
  it('gives what was revoked after a sequence, and says where to go on', async () => {
    const { core, page } = await opened()
    const people = [await addPerson(core), await addPerson(core), await addPerson(core)]
    for (const { token } of people) await core.logout(token)
    const first = (await page('?limit=2')).data
    expect(first.revocations.map((one: { key: string }) => one.key)).toEqual(
      people.slice(0, 2).map(({ sessionId }) => sessionId),
    )
    expect(first.revocations[0]).toEqual({
      sequence: expect.any(Number),
      kind: 'session',
      key: people[0]?.sessionId,
      before: null,
      until: expect.any(Number),
      reason: 'logged_out',
    })
    expect(first.has_more).toBe(true)
    const second = (await page(`?after=${first.next}`)).data
    expect(second.revocations).toHaveLength(1)
    expect(second.has_more).toBe(false)
    const last = (await page(`?after=${second.next}`)).data
    expect(last).toEqual({ revocations: [], next: second.next, has_more: false })
  })

  it('A028 A191 takes digits and nothing else', async () => {
    const { page, url } = await opened()
    for (const query of [
      'after=-1',
      'after=1e3',
      'after=0x10',
      'after=01',
      'after=1.5',
      'after=%201',
      'after=',
      "after=0'%20OR%201=1--",
      'after=99999999999999999',
      'after=1&after=2',
      'limit=0',
      'limit=10001',
      'before=1',
    ]) {
      expect([(await page(`?${query}`)).status, query]).toEqual([400, query])
    }
    for (const id of ['-1', 'x', '1 2', "1'"]) {
      const { reply } = await follow(url, { 'last-event-id': id })
      expect([reply.status, await reply.json()], id).toMatchObject([
        400,
        { reason: 'invalid_request' },
      ])
    }
  })

  it('is for the services it was opened to, and callers with the permission', async () => {
    const { core, send, url } = await opened()
    const reader = await addPerson(core, ['revocation:read'])
    const other = await addPerson(core, ['user:read', 'audit:read'])
    const status = async (headers: Record<string, string>) =>
      (await send('GET', '/v1/revocations', { headers })).status
    expect(await status({ authorization: `Bearer ${feedToken}` })).toBe(200)
    expect(await status({ authorization: `Bearer ${reader.token}` })).toBe(200)
    expect(await status({ 'z-token': reader.token })).toBe(200)
    expect(await status({ authorization: `Bearer ${other.token}` })).toBe(403)
    for (const wrong of [
      `${feedToken}x`,
      feedToken.slice(1),
      feedToken.toUpperCase(),
      'x'.repeat(33),
      feedToken.split('').reverse().join(''),
    ]) {
      expect(await status({ authorization: `Bearer ${wrong}` }), wrong).toBe(401)
    }
    expect(await status({})).toBe(401)
    expect(await status({ authorization: `Basic ${feedToken}` })).toBe(401)
    expect(await status({ 'z-token': feedToken })).toBe(401)
    expect(await status({ authorization: `Bearer ${feedToken}`, 'z-token': reader.token })).toBe(
      400,
    )
    expect((await send('GET', `/v1/revocations?token=${feedToken}`)).status).toBe(401)
    // It opens the feed and nothing else.
    for (const path of ['/v1/me', '/v1/users', '/v1/audit']) {
      expect((await send('GET', path, { token: feedToken })).status).toBe(401)
    }
    expect((await follow(url, { authorization: 'Bearer x' })).reply.status).toBe(401)
    await expect(open({}, { feed: { tokens: ['short'] } })).rejects.toThrow(TypeError)
  })
})

describe('the feed as an event stream', () => {
  it('A193 sends what there is, says when that is all, and goes on as things happen', async () => {
    const { core, clock, url } = await opened()
    const people = [await addPerson(core), await addPerson(core), await addPerson(core)] as const
    await core.logout(people[0].token)
    const { reply, next } = await follow(url)
    expect(reply.status).toBe(200)
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    const first = await next()
    expect(first).toMatchObject({
      name: 'message',
      data: { kind: 'session', key: people[0].sessionId, reason: 'logged_out' },
    })
    expect(first?.id).toBe(String(first?.data.sequence))
    expect(await next()).toEqual({
      id: null,
      name: 'heartbeat',
      data: { now: clock.now(), known_at: clock.now(), next: first?.data.sequence },
    })
    await core.kickOut(people[1].id)
    expect((await next())?.data).toMatchObject({ key: people[1].sessionId, reason: 'kicked_out' })
    await core.ban(people[2].id)
    expect((await next())?.data).toMatchObject({ key: people[2].sessionId, reason: 'banned' })
  })

  it('goes on where a reader left off, by Last-Event-ID before the query', async () => {
    const { core, url } = await opened()
    const keys = []
    for (let n = 0; n < 4; n += 1) {
      const { token, sessionId } = await addPerson(core)
      await core.logout(token)
      keys.push(sessionId)
    }
    const all = await untilHeartbeat((await follow(url)).next)
    const ids = all.map(({ id }) => id)
    const keysAfter = async (query: string, headers: Record<string, string>) =>
      (await untilHeartbeat((await follow(`${url}${query}`, headers)).next))
        .filter(({ name }) => name === 'message')
        .map(({ data }) => data.key)
    expect(await keysAfter('', {})).toEqual(keys)
    expect(await keysAfter(`?after=${ids[1]}`, {})).toEqual(keys.slice(2))
    expect(await keysAfter(`?after=${ids[0]}`, { 'last-event-id': `${ids[2]}` })).toEqual(
      keys.slice(3),
    )
    expect(await keysAfter('', { 'last-event-id': `${ids[3]}` })).toEqual([])
  })

  it('reads pages without end, and nobody who follows misses or repeats one', async () => {
    const store = memoryStore()
    const { core, url } = await opened({}, { store })
    const { token } = await addPerson(core)
    const until = Math.floor(createClock().now() / 1000) + 3600
    const revoke = (n: number) => store.revokeToken(`token-${n}`, until, 'logged_out')
    for (let n = 0; n < 2500; n += 1) await revoke(n)
    const early = await follow(url)
    const earlyEvents = await untilHeartbeat(early.next)
    expect(earlyEvents).toHaveLength(2501)
    const late = await follow(url)
    for (let n = 2500; n < 2600; n += 1) await revoke(n)
    await core.logout(token)
    for (const { next } of [early, late]) {
      const seen = next === early.next ? earlyEvents.slice(0, -1) : []
      while (seen.length < 2601) {
        const event = await next()
        if (event?.name === 'message') seen.push(event)
      }
      const sequences = seen.map(({ data }) => data.sequence as number)
      expect(sequences).toEqual([...new Set(sequences)].sort((one, two) => one - two))
      expect(seen.at(-1)?.data.kind).toBe('session')
    }
  }, 60_000)

  it('A194 hears of what nobody announced by asking', async () => {
    const store = memoryStore()
    const silent: Store = Object.assign(Object.create(store) as Store, {
      onChange: () => () => undefined,
    })
    const { core, url } = await opened({ pollMilliseconds: 20 }, { store: silent })
    const { token, sessionId } = await addPerson(core)
    const { next } = await follow(url)
    await untilHeartbeat(next)
    await core.logout(token)
    expect((await next())?.data.key).toBe(sessionId)
  })

  it('a heartbeat tells how old the knowledge is, even while the store is down', async () => {
    const store = memoryStore()
    const state = { isDown: false }
    const faulty: Store = { ...store }
    for (const name of ['listRevocations', 'listChanges'] as const) {
      const list = store[name] as (page: object) => Promise<never[]>
      faulty[name] = async (page: object) => {
        if (state.isDown) throw new ZtokenError('unavailable')
        return list(page)
      }
    }
    const { clock, url } = await opened(
      { heartbeatMilliseconds: 20 },
      { store: faulty, report: () => undefined },
    )
    const { next } = await follow(url)
    const start = clock.now()
    await untilHeartbeat(next)
    clock.advance(5)
    const until = async (isIt: (data: Record<string, unknown>) => boolean) => {
      for (;;) {
        const event = await next()
        if (event === null) throw new Error('the stream has ended')
        if (isIt(event.data)) return event.data
      }
    }
    await until(({ known_at }) => known_at === start + 5000)
    state.isDown = true
    clock.advance(5)
    const data = await until(({ now }) => now === start + 10_000)
    expect(data.known_at).toBe(start + 5000)
    const refused = await follow(url)
    expect([refused.reply.status, await refused.reply.json()]).toMatchObject([
      503,
      { reason: 'unavailable' },
    ])
    state.isDown = false
    await until(({ known_at }) => known_at === start + 10_000)
  })

  it('A131 A134 ends with the session or the permission of who follows', async () => {
    const { core, url } = await opened({ heartbeatMilliseconds: 20 })
    const signedOut = await addPerson(core, ['revocation:read'])
    const demoted = await addPerson(core, ['revocation:read'])
    const streams = []
    for (const { token } of [signedOut, demoted]) {
      const stream = await follow(url, { authorization: `Bearer ${token}` })
      await untilHeartbeat(stream.next)
      streams.push(stream)
    }
    await core.logout(signedOut.token)
    await core.updateManagedUser(demoted.id, { roles: [] })
    for (const { next } of streams) {
      let event = await next()
      while (event !== null) event = await next()
      expect(event).toBeNull()
    }
  })

  it('a bounded number follow; who leaves makes room', async () => {
    const { url } = await opened({ maximumStreams: 2 })
    const streams = [await follow(url), await follow(url)] as const
    const refused = await follow(url)
    expect([refused.reply.status, refused.reply.headers.get('retry-after')]).toEqual([503, '10'])
    await refused.reply.json()
    streams[0].stop()
    for (;;) {
      const again = await follow(url)
      if (again.reply.status === 200) break
      await again.reply.json()
    }
    // Refused requests took no place for good.
    expect((await follow(url, { authorization: 'Bearer x' })).reply.status).toBe(401)
  })

  it('a reader who does not read is cut off, and the others are served', async () => {
    const store = memoryStore()
    const { app, core, port, url } = await opened({ bufferBytes: 512 * 1024 }, { store })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(
      `GET /v1/revocations HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${feedToken}\r\n\r\n`,
    )
    onTestFinished(() => void socket.destroy())
    const { next } = await follow(url)
    await untilHeartbeat(next)
    const until = Math.floor(createClock().now() / 1000) + 3600
    const { token } = await addPerson(core)
    const connections = () =>
      new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count ?? 0)))
    while ((await connections()) < 2) await new Promise((resolve) => setImmediate(resolve))
    let sent = 0
    // The kernel takes some megabytes before the server notices.
    while ((await connections()) > 1) {
      if (sent > 200_000) throw new Error('nobody was cut off')
      for (let n = 0; n < 2000; n += 1) {
        await store.revokeToken(`token-${sent + n}-${'x'.repeat(60)}`, until, 'logged_out')
      }
      sent += 2000
      await core.syncRevocations()
      for (let n = 0; n < 2000; n += 1) expect(await next()).not.toBeNull()
    }
    await core.logout(token)
    expect((await next())?.data.kind).toBe('session')
  }, 60_000)

  it('A185 streams end when the server is told to stop', async () => {
    const { app, url } = await opened()
    const { next } = await follow(url)
    await untilHeartbeat(next)
    await app.close()
    expect(await next()).toBeNull()
    await expect(fetch(url)).rejects.toThrow()
  })

  it('A080 a browser of a listed origin may read it, others may not', async () => {
    const origin = 'https://app.example'
    const { url } = await opened({}, {}, { corsOrigins: [origin] })
    const allowed = await follow(url, { origin })
    expect(allowed.reply.headers.get('access-control-allow-origin')).toBe(origin)
    const other = await follow(url, { origin: 'https://evil' })
    expect(other.reply.headers.get('access-control-allow-origin')).toBeNull()
    expect(other.reply.headers.get('vary')).toMatch(/origin/i)
  })
})
