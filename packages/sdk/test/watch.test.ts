import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AppOptions, createApp } from 'ztoken/server'
import { type Client, type ClientOptions, type Clock, fetchTransport } from '../src/index.ts'
import { watchSession } from '../src/watch.ts'
import { open as openServer, password, phone, standingClock, until } from './open.ts'

const path = '/v1/me/session/events'
const events = `GET ${path}`

/** A server, and how many streams it has open. */
async function open(sessionEvents: AppOptions['sessionEvents'] = {}) {
  let lines = 0
  const server = await openServer(
    (app) => {
      app.server.on('request', ({ url }, reply) => {
        if (url !== path) return
        lines += 1
        reply.once('close', () => {
          lines -= 1
        })
      })
    },
    { sessionEvents },
  )
  return { ...server, lines: () => lines }
}

/** A clock whose waits end when the test says so. */
function handClock() {
  const waits: { readonly milliseconds: number; end(): void }[] = []
  const clock: Clock = {
    now: () => 0,
    wait: (milliseconds) =>
      new Promise((resolve) => waits.push({ milliseconds, end: () => resolve() })),
  }
  const silence = 45_000
  return {
    clock,
    /** Waits before the next attempt, so far. */
    pauses: () => waits.filter(({ milliseconds }) => milliseconds !== silence),
    silences: () => waits.filter(({ milliseconds }) => milliseconds === silence),
  }
}

function watched(client: Client, clock: Clock = handClock().clock): () => void {
  const stop = watchSession(client, { clock })
  onTestFinished(stop)
  return stop
}

/** What a client is told of being signed out, when it comes. */
function signedOut(client: Client): Promise<string | null> {
  return new Promise((resolve) => {
    client.onChange(({ user, reason }) => user === null && resolve(reason))
  })
}

/** A client of a server that answers with these, one after another, then with the last again. */
async function answered(...answers: (() => Response)[]) {
  const { signedIn, auth } = await open()
  const send = fetchTransport()
  let asked = 0
  const transport: ClientOptions['transport'] = async (request) => {
    if (!request.url.endsWith(path)) return send(request)
    asked += 1
    return (answers[asked - 1] ?? (answers.at(-1) as () => Response))()
  }
  const client = await signedIn({ transport, clock: standingClock() })
  return { client, auth, asked: () => asked }
}

const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' }
const streamOf = (...pieces: string[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
        controller.close()
      },
    }),
    { headers: eventStream },
  )

describe('a client that watches its session', () => {
  it('is signed out at once when it ends elsewhere, with the reason', async () => {
    const { auth, client, wire } = await open()
    const ends: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
      kicked_out: (id) => auth.kickOut(id),
      password_changed: (id) => auth.setPassword(id, password),
      user_banned: (id) => auth.ban(id).then(() => auth.unban(id)),
      account_deleted: (id) => auth.deleteAccount(id),
    }
    for (const [reason, end] of Object.entries(ends)) {
      const one = client()
      await one.login({ phone, password })
      const before = wire.length
      const { clock, silences } = handClock()
      watched(one, clock)
      const told = signedOut(one)
      // It waits for the head of the reply, and then for what it says.
      await until(() => silences().length >= 2)
      await end(one.user?.id ?? '')
      expect(await told).toBe(reason)
      expect(one.state).toEqual({ user: null, session: null, reason })
      expect(wire.slice(before)).toEqual([events])
    }
  })

  it('follows from signing in to signing out, and each session anew', async () => {
    const { auth, client, count, lines } = await open()
    const one = client()
    watched(one)
    expect(count(events)).toBe(0)
    for (const times of [1, 2]) {
      await one.login({ phone, password })
      await until(() => count(events) === times)
      await one.logout()
      await until(() => lines() === 0)
    }
    await one.login({ phone, password })
    const told = signedOut(one)
    await until(() => count(events) === 3)
    await auth.kickOut(one.user?.id ?? '')
    expect(await told).toBe('kicked_out')
  })

  it('comes again with a new token when the one it follows with has expired', async () => {
    const { auth, signedIn, advance, count } = await open({ heartbeatMilliseconds: 20 })
    const { clock, pauses } = handClock()
    const one = await signedIn()
    watched(one, clock)
    await until(() => count(events) === 1)
    advance(3601)
    await until(() => pauses().length === 1)
    pauses()[0]?.end()
    await until(() => count(events) === 3)
    expect(count('POST /v1/refresh')).toBe(1)
    const told = signedOut(one)
    await auth.ban(one.user?.id ?? '')
    expect(await told).toBe('user_banned')
  })

  it('goes on with a new token where the token alone is invalid, its key was revoked say', async () => {
    const ended = (reason: string): Response =>
      streamOf(`event: ended\ndata: {"reason": "${reason}"}\n\n`)
    const { client, asked } = await answered(
      () => ended('token_invalid'),
      () => ended('kicked_out'),
    )
    const { clock, pauses } = handClock()
    const told = signedOut(client)
    watched(client, clock)
    await until(() => pauses().length === 1)
    expect(client.user).not.toBeNull()
    pauses()[0]?.end()
    expect(await told).toBe('kicked_out')
    expect(asked()).toBe(2)
  })

  it('does not sign out whoever has signed in meanwhile', async () => {
    const { auth, client, count } = await open()
    await auth.register({ phone: '13900139000', password, name: '李四' })
    const one = client()
    await one.login({ phone, password })
    watched(one)
    await until(() => count(events) === 1)
    const { id } = one.user as { id: string }
    await one.login({ phone: '13900139000', password })
    await until(() => count(events) === 2)
    await auth.kickOut(id)
    await one.request('/v1/me')
    expect(one.user?.name).toBe('李四')
  })

  it('A228 takes a broken line up again, later each time, and hears what happened meanwhile', async () => {
    const { auth, app, signedIn, count } = await open()
    const { port } = app.server.address() as AddressInfo
    const { clock, pauses } = handClock()
    const one = await signedIn()
    watched(one, clock)
    await until(() => count(events) === 1)
    await app.close()
    for (let failures = 1; failures <= 10; failures += 1) {
      await until(() => pauses().length === failures)
      const least = 250 * 2 ** Math.min(failures, 8)
      const { milliseconds } = pauses()[failures - 1] as { milliseconds: number }
      expect(milliseconds).toBeGreaterThanOrEqual(least)
      expect(milliseconds).toBeLessThanOrEqual(least * 2)
      if (failures < 10) pauses()[failures - 1]?.end()
    }
    expect(one.user).not.toBeNull()
    await auth.kickOut(one.user?.id ?? '')
    const again = await createApp(auth)
    onTestFinished(() => again.close())
    await again.listen({ host: '127.0.0.1', port })
    const told = signedOut(one)
    pauses().at(-1)?.end()
    expect(await told).toBe('kicked_out')
  })

  it('gives a line up on which nothing comes any more', async () => {
    const { signedIn, count } = await open()
    const { clock, pauses, silences } = handClock()
    watched(await signedIn(), clock)
    await until(() => count(events) === 1 && silences().length >= 2)
    for (const { end } of silences()) end()
    await until(() => pauses().length === 1)
    pauses()[0]?.end()
    await until(() => count(events) === 2)
  })

  it('waits as long as a server that is full asks for', async () => {
    const busy = () => Response.json({}, { status: 503, headers: { 'retry-after': '30' } })
    const { client, asked } = await answered(busy)
    const { clock, pauses } = handClock()
    watched(client, clock)
    await until(() => pauses().length === 1)
    expect(pauses()[0]?.milliseconds).toBeGreaterThanOrEqual(30_000)
    expect(asked()).toBe(1)
  })

  it('does not fight with other tabs for the places of its session', async () => {
    const { client } = await answered(() => streamOf('event: crowded\ndata: {}\n\n'))
    const { clock, pauses } = handClock()
    watched(client, clock)
    await until(() => pauses().length === 1)
    expect(pauses()[0]?.milliseconds).toBeGreaterThanOrEqual(300_000)
    expect(client.user).not.toBeNull()
  })

  it('takes a page of somebody else’s for a line that broke, and a server without events as it is', async () => {
    const { client, asked } = await answered(
      () => new Response('<p>sign in to the hotel', { headers: { 'content-type': 'text/html' } }),
      () => streamOf('x'.repeat(17_000)),
      () => Response.json({ code: 4004, reason: 'not_found' }, { status: 404 }),
    )
    const { clock, pauses } = handClock()
    watched(client, clock)
    for (const failures of [1, 2]) {
      await until(() => pauses().length === failures)
      pauses()[failures - 1]?.end()
    }
    await until(() => asked() === 3)
    expect(client.user).not.toBeNull()
  })

  it('reads events however they are cut, with what it does not know between them', async () => {
    const text =
      ': heartbeat\r\n\r\nid: 7\r\nretry: 10\r\n\r\nevent:ended\r\ndata: {"reason":\r\ndata: "replaced"}\r\n\r\n'
    for (const size of [1, 2, 3, 7, text.length]) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
      const { client } = await answered(() => streamOf(...pieces))
      const told = signedOut(client)
      watched(client)
      expect(await told).toBe('replaced')
    }
  })

  it('stops when it is told to', async () => {
    const { auth, signedIn, count, lines } = await open()
    const one = await signedIn()
    const stop = watched(one)
    await until(() => count(events) === 1)
    stop()
    await until(() => lines() === 0)
    await auth.kickOut(one.user?.id ?? '')
    expect(one.user).not.toBeNull()
    expect(count(events)).toBe(1)
  })
})
