import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { CoreOptions } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WatchersOptions } from '../src/features/session-events/watchers.ts'
import { addPerson, type Person, password } from './client.ts'
import { type Event, type Following, follow } from './follow.ts'
import { open, temporaryDirectory } from './open.ts'

async function opened(sessionEvents: WatchersOptions = {}, options: Partial<CoreOptions> = {}) {
  const { app, core, clock } = await open(options, { sessionEvents })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/v1/me/session/events`
  const watch = (token: string, headers: Record<string, string> = {}) =>
    follow(url, { authorization: `Bearer ${token}`, ...headers })
  return { app, core, clock, port, url, watch }
}

/** The events that come before the stream ends, without comments. */
async function rest({ next }: Following): Promise<Event[]> {
  const events: Event[] = []
  for (let event = await next(); event !== null; event = await next()) {
    if (event.name !== 'comment') events.push(event)
  }
  return events
}

const ended = (reason: string, code: number) => [
  { id: null, name: 'ended', data: { reason, code, msg: expect.any(String) } },
]

describe('a page that follows its session', () => {
  it('A262 is told at once that it is over, why, and nothing after that', async () => {
    const { core, watch } = await opened()
    type End = (person: Person) => Promise<unknown>
    const ends: Readonly<Record<string, readonly [number, End]>> = {
      kicked_out: [4104, ({ id }) => core.kickOut(id)],
      user_banned: [4107, ({ id }) => core.ban(id)],
      account_deleted: [4101, ({ id }) => core.deleteAccount(id)],
      password_changed: [4101, ({ id }) => core.setPassword(id, `${password} and more`)],
      session_ended: [4101, ({ token }) => core.logout(token)],
    }
    const bystander = await addPerson(core)
    const other = await watch(bystander.token)
    for (const [reason, [code, end]] of Object.entries(ends)) {
      const person = await addPerson(core)
      const stream = await watch(person.token)
      expect(stream.reply.status).toBe(200)
      await end(person)
      expect(await rest(stream)).toEqual(ended(reason, code))
    }
    await core.logout(bystander.token)
    expect(await rest(other)).toEqual(ended('session_ended', 4101))
  })

  it('hears it in its own language, in a reply that nothing keeps', async () => {
    const { core, watch } = await opened()
    const { id, token } = await addPerson(core)
    const [english, chinese] = [
      await watch(token, { 'accept-language': 'en' }),
      await watch(token, { 'accept-language': 'zh-CN' }),
    ]
    expect(Object.fromEntries(english.reply.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    await core.kickOut(id)
    expect((await rest(english))[0]?.data.msg).toBe('The session was ended by an administrator')
    expect((await rest(chinese))[0]?.data.msg).toBe('已被强制下线')
  })

  it('A193 A262 hears of what another process did', async () => {
    const file = join(temporaryDirectory(), 'shared.db')
    const { core, watch } = await opened({}, { store: await sqliteStore(file) })
    const other = await open({ store: await sqliteStore(file) })
    const { token, id } = await addPerson(core)
    const stream = await watch(token)
    await other.core.kickOut(id)
    expect(await rest(stream)).toEqual(ended('kicked_out', 4104))
  })

  it('is let go when its token expires, and comes again with the next one', async () => {
    const { core, clock, watch } = await opened({ heartbeatMilliseconds: 20 })
    const { token, refreshToken } = await addPerson(core)
    const stream = await watch(token)
    expect(await stream.next()).toMatchObject({ name: 'comment' })
    expect(await stream.next()).toMatchObject({ name: 'comment' })
    clock.advance(3600)
    expect(await rest(stream)).toEqual([])
    const { accessToken } = await core.refresh(refreshToken)
    const again = await watch(accessToken)
    expect(again.reply.status).toBe(200)
    await core.logout(accessToken)
    expect(await rest(again)).toEqual(ended('session_ended', 4101))
  })

  it('has a token that holds, and asks for an event stream', async () => {
    const { core, url, watch } = await opened()
    const { token } = await addPerson(core)
    await core.logout(token)
    const refused = await watch(token)
    expect([refused.reply.status, await refused.reply.json()]).toMatchObject([
      401,
      { reason: 'session_ended' },
    ])
    const { token: another } = await addPerson(core)
    const plain = await fetch(url, { headers: { authorization: `Bearer ${another}` } })
    expect([plain.status, await plain.json()]).toMatchObject([400, { reason: 'invalid_request' }])
  })
})

describe('a page that follows for the other tabs of its browser', () => {
  const others = (...sessions: string[]) =>
    sessions.map((session) => ({ id: null, name: 'other_ended', data: { session } }))

  async function watching() {
    const opening = await opened()
    const { core, url, watch } = opening
    const people = [await addPerson(core), await addPerson(core), await addPerson(core)] as const
    const ids = new Map(
      people.map(({ token }) => [token, String(core.authenticate(token).sessionId)]),
    )
    const idOf = (token: string) => ids.get(token) ?? String(core.authenticate(token).sessionId)
    const watchWith = (token: string, sessions: readonly string[]) =>
      follow(`${url}?sessions=${sessions}`, { authorization: `Bearer ${token}` })
    return { ...opening, people, idOf, watch, watchWith }
  }

  it('A262 is told of each as soon as it is over, whoever’s it is, and goes on until its own is', async () => {
    const { core, people, idOf, watchWith } = await watching()
    const [own, other, third] = people
    const again = await core.login({ phone: own.phone, password })
    const [ofOther, ofThird, ofOwn] = [other.token, third.token, again.accessToken].map(idOf) as [
      string,
      string,
      string,
    ]
    const stream = await watchWith(own.token, [ofOther, ofThird, ofOwn])
    await core.kickOut(other.id)
    await core.logout(third.token)
    // The other session of one's own is told before the stream ends.
    await core.kickOut(own.id)
    expect(await rest(stream)).toEqual([
      ...others(ofOther, ofThird, ofOwn),
      ...ended('kicked_out', 4104),
    ])
  })

  it('is told at once of what was over before it asked, or never was, and of nothing else', async () => {
    const { core, people, idOf, watchWith } = await watching()
    const [own, other, third] = people
    await core.kickOut(other.id)
    const stream = await watchWith(own.token, [idOf(other.token), idOf(third.token), 'nobody'])
    const told = async () => {
      for (;;) {
        const event = await stream.next()
        if (event?.name !== 'comment') return event
      }
    }
    expect([await told(), await told()]).toEqual(others(idOf(other.token), 'nobody'))
    await core.logout(own.token)
    expect(await rest(stream)).toEqual(ended('session_ended', 4101))
  })

  it('hears of all where every token is revoked', async () => {
    const { core, people, idOf, watchWith } = await watching()
    const [own, other] = people
    const stream = await watchWith(own.token, [idOf(other.token)])
    await core.endEverything()
    expect((await rest(stream))[0]).toEqual(others(idOf(other.token))[0])
  })

  it('A263 names so many sessions, in the form of ids', async () => {
    const { people, watchWith } = await watching()
    const ids = (count: number) => Array.from({ length: count }, (_, n) => `session-${n}`)
    expect((await watchWith(people[0].token, ids(32))).reply.status).toBe(200)
    for (const wrong of [ids(33), [''], ['a', ''], ['a b'], ['a'.repeat(129)]]) {
      const { reply } = await watchWith(people[0].token, wrong)
      expect([reply.status, await reply.json()]).toMatchObject([400, { reason: 'invalid_request' }])
    }
  })
})

describe('the streams of session events', () => {
  it('A263 of one session are few: the oldest gives way and is told so', async () => {
    const { core, watch } = await opened({ streamsPerSession: 2 })
    const { token } = await addPerson(core)
    const streams = [await watch(token), await watch(token), await watch(token)] as const
    expect(await rest(streams[0])).toEqual([{ id: null, name: 'crowded', data: {} }])
    await core.logout(token)
    for (const stream of streams.slice(1)) {
      expect(await rest(stream)).toEqual(ended('session_ended', 4101))
    }
  })

  it('A263 of one user are bounded, however often they sign in', async () => {
    const { core, watch } = await opened({ streamsPerUser: 2 })
    const { token, phone } = await addPerson(core)
    const first = await watch(token)
    const others = []
    for (let n = 0; n < 2; n += 1) {
      others.push(await watch((await core.login({ phone, password })).accessToken))
    }
    expect(await rest(first)).toEqual([{ id: null, name: 'crowded', data: {} }])
    expect(await others[1]?.next()).toMatchObject({ name: 'comment' })
  })

  it('A263 are bounded altogether; who leaves makes room', async () => {
    const { core, watch } = await opened({ maximumStreams: 2 })
    const people = [await addPerson(core), await addPerson(core), await addPerson(core)] as const
    const streams = [await watch(people[0].token), await watch(people[1].token)] as const
    const refused = await watch(people[2].token)
    expect([refused.reply.status, refused.reply.headers.get('retry-after')]).toEqual([503, '30'])
    expect(await refused.reply.json()).toMatchObject({ reason: 'unavailable' })
    streams[0].stop()
    for (;;) {
      const again = await watch(people[2].token)
      if (again.reply.status === 200) break
      await again.reply.json()
    }
    await core.logout(people[1].token)
    expect(await rest(streams[1])).toEqual(ended('session_ended', 4101))
    expect((await watch(people[0].token)).reply.status).toBe(200)
  })

  it('A263 are not kept open by who is gone without a word', async () => {
    const { app, core, port } = await opened()
    const { token } = await addPerson(core)
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const answered = new Promise((resolve) => socket.once('data', resolve))
    socket.write(
      `GET /v1/me/session/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    )
    await answered
    socket.destroy()
    await core.kickOut((await core.verifyToken(token))?.id ?? '')
    const connections = () =>
      new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count ?? 0)))
    while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve))
  })

  it('A185 end when the server is told to stop', async () => {
    const { app, core, watch } = await opened()
    const { token } = await addPerson(core)
    const stream = await watch(token)
    await app.close()
    expect(await rest(stream)).toEqual([])
  })
})
