import { describe, expect, it } from 'vitest'
import {
  type Between,
  eventually,
  loginServer,
  proxy,
  type Service,
  service,
} from './remote-open.ts'

const isStreaming = ({ auth }: Service) =>
  eventually(() => expect(auth.revocationState().isStreaming).toBe(true))
const streamsIn = ({ asked }: Between) =>
  asked.filter(({ headers }) => headers.accept === 'text/event-stream')
const pagesIn = ({ asked }: Between) =>
  asked.filter(
    ({ path, headers }) => /revocations/.test(path) && headers.accept !== 'text/event-stream',
  )

/** Pages are asked for at the start and then for the sake of age alone. */
const streamAlone = { poll: 10, reconcile: 6_000_000 }

async function opened(timing: object = {}, options: object = {}) {
  const login = await loginServer()
  const between = await proxy(login)
  const guard = await service(between.port, { timing, ...options })
  return { login, between, guard, reported: () => guard.reports.map(({ code }) => code) }
}

describe('the event stream', () => {
  it('brings revocations by itself, and its heartbeats keep the knowledge young', async () => {
    const { login, between, guard } = await opened(streamAlone, { staleSeconds: 3600 })
    await isStreaming(guard)
    const { token } = await login.signIn()
    between.asked.length = 0
    await login.core.logout(token)
    await eventually(async () => expect(await guard.ask(token)).toBe('session_ended'))
    const since = performance.now()
    await eventually(() =>
      expect(guard.auth.revocationState().ageMilliseconds).toBeLessThan(performance.now() - since),
    )
    expect(pagesIn(between)).toEqual([])
  })

  it('A194 a proxy that keeps the stream back is noticed, reported once, and pages are polled', async () => {
    const { login, between, guard, reported } = await opened(
      { firstHeartbeat: 50, streamAgain: 20 },
      {},
    )
    await isStreaming(guard)
    between.buffers = true
    between.cut()
    await eventually(() => expect(reported()).toContain('buffered'))
    const { token } = await login.signIn()
    await login.core.logout(token)
    await eventually(async () => expect(await guard.ask(token)).toBe('session_ended'))
    expect(guard.auth.revocationState().isStreaming).toBe(false)
    expect(guard.auth.isStale()).toBe(false)
    expect(reported().filter((code) => code === 'buffered')).toHaveLength(1)
    between.buffers = false
    await isStreaming(guard)
  })

  it('A194 headers that come and nothing after them are noticed too', async () => {
    const { between, guard, reported } = await opened({ firstHeartbeat: 50 })
    await isStreaming(guard)
    between.hold(true)
    between.cut()
    await eventually(() => expect(reported()).toContain('buffered'))
  })

  it('A194 a stream that falls silent is cut and taken up again', async () => {
    const { between, guard, reported } = await opened({ heartbeat: 100, firstHeartbeat: 200 })
    await isStreaming(guard)
    const before = streamsIn(between).length
    between.hold(true)
    await eventually(() => expect(reported()).toContain('silent'))
    between.hold(false)
    await isStreaming(guard)
    expect(streamsIn(between).length).toBeGreaterThan(before)
  })

  it('A194 what arrives late does not pass for fresh', async () => {
    const { between, guard } = await opened(
      { ...streamAlone, poll: 600_000, heartbeat: 600_000 },
      { staleSeconds: 10 },
    )
    await isStreaming(guard)
    await eventually(() => expect(guard.auth.revocationState().ageMilliseconds).toBeLessThan(5000))
    const sent: string[] = []
    between.alter = (piece) => {
      sent.push(piece)
      return piece
    }
    between.hold(true)
    await eventually(() => expect(sent.length).toBeGreaterThan(0))
    const last = sent.length
    guard.advance(20)
    expect(guard.auth.isStale()).toBe(true)
    // Those were sent before twenty seconds passed here: they arrive now and are as old as that.
    between.alter = (piece) => {
      sent.push(piece)
      return ''
    }
    between.hold(false)
    await eventually(() => expect(sent.length).toBeGreaterThan(last + 2))
    expect(guard.auth.isStale()).toBe(true)
    expect(guard.auth.revocationState().isStreaming).toBe(true)
  })

  it('A194 events that come twice, in another order or not at all change nothing in the end', async () => {
    const { login, between, guard } = await opened({ poll: 10, reconcile: 600_000 })
    await isStreaming(guard)
    let earlier: string | null = null
    // Of two the later comes first, and both twice; the last of five never comes.
    between.alter = (piece) =>
      piece
        .split(/(?<=\n\n)/)
        .map((event) => {
          if (!event.startsWith('id:')) return event
          const pair = earlier === null ? '' : event + earlier
          earlier = earlier === null ? event : null
          return pair + pair
        })
        .join('')
    const people = []
    for (let n = 0; n < 5; n += 1) people.push(await login.signIn())
    for (const { token } of people) await login.core.logout(token)
    // The heartbeat tells of a sequence that never arrived.
    await eventually(() => expect(guard.auth.revocationState().entries).toBe(5))
    for (const { token } of people) expect(await guard.ask(token)).toBe('session_ended')
  })

  it('A194 an event lost between two others is found by the next page', async () => {
    const { login, between, guard } = await opened({ poll: 10, reconcile: 100 })
    await isStreaming(guard)
    const lost = await login.signIn()
    const kept = await login.signIn()
    between.alter = (piece) =>
      piece
        .split(/(?<=\n\n)/)
        .filter((event) => !event.includes('"kicked_out"'))
        .join('')
    await login.core.kickOut(lost.userId)
    await login.core.logout(kept.token)
    await eventually(async () => expect(await guard.ask(kept.token)).toBe('session_ended'))
    await eventually(async () => expect(await guard.ask(lost.token)).toBe('kicked_out'))
  })

  it('is cut again and again, and nothing is missed', async () => {
    const { login, between, guard } = await opened({ poll: 10 })
    const people = []
    for (let n = 0; n < 10; n += 1) people.push(await login.signIn())
    for (const { token } of people) {
      await isStreaming(guard)
      between.cut()
      await login.core.logout(token)
    }
    await eventually(() => expect(guard.auth.revocationState().entries).toBe(10))
  })

  it('begins anew after its time, so that two clocks cannot drift apart', async () => {
    const { between, guard, reported } = await opened({ stream: 1 })
    await eventually(() => expect(streamsIn(between).length).toBeGreaterThan(3))
    expect(reported()).toEqual([])
    expect(guard.auth.isStale()).toBe(false)
  })

  it('A223 the feed token goes to the feed and nowhere else', async () => {
    const { between, guard } = await opened()
    await isStreaming(guard)
    for (const { path, headers } of between.asked) {
      const isFeed = path.startsWith('/v1/revocations')
      expect([path, headers.authorization !== undefined]).toEqual([path, isFeed])
      expect(path).not.toContain('feed-token')
    }
  })
})

const revocation = {
  sequence: 1_000_000,
  kind: 'session',
  key: 'a-session',
  before: null,
  until: 4_000_000_000,
  reason: 'logged_out',
}
const page = (revocations: unknown, rest: object = {}) =>
  JSON.stringify({
    code: 0,
    msg: 'OK',
    data: { revocations, next: 1_000_000, has_more: false, ...rest },
  })

describe('answers that are none', () => {
  const pages: Readonly<Record<string, string>> = {
    empty: '',
    html: '<html>Sign in to the hotel</html>',
    null: 'null',
    array: '[]',
    'no data': '{"code":0}',
    'a failure': '{"code":5030,"msg":"x"}',
    'cut off': page([revocation]).slice(0, -10),
    'a repeated member': page([revocation]).replace('"kind"', '"kind":"key","kind"'),
    'an unknown kind': page([{ ...revocation, kind: 'planet' }]),
    'a sequence that is none': page([{ ...revocation, sequence: '1000000' }]),
    'a sequence that goes back': page([revocation, { ...revocation, sequence: 999_999 }]),
    'a sequence twice': page([revocation, revocation]),
    'a cursor that leaps': page([revocation], { next: 2_000_000 }),
    'a cursor without anything': page([], { next: 2_000_000 }),
    'more without end': page([], { next: 0, has_more: true }),
    'an empty key': page([{ ...revocation, key: '' }]),
    'a key without end': page([{ ...revocation, key: 'x'.repeat(5000) }]),
    'no end': page([{ ...revocation, until: null }]),
    'an end beyond numbers': page([revocation]).replace('4000000000', '1e999'),
    'a user without a moment': page([{ ...revocation, kind: 'user' }]),
    'a revocation beside one that is none': page([revocation, { sequence: 1_000_001 }]),
    'too deep': '['.repeat(100_000),
    'not UTF-8': 'latin1',
    'too large': `"${'x'.repeat(17 * 1024 * 1024)}"`,
  }
  for (const [name, body] of Object.entries(pages)) {
    it(`A194 a page: ${name}: nothing of it is used, it is reported, and the knowledge ages`, async () => {
      const { login, between, guard, reported } = await opened()
      const { token } = await login.signIn()
      await isStreaming(guard)
      between.answer = (path, isStream) =>
        isStream
          ? { status: 503 }
          : path.startsWith('/v1')
            ? { body: name === 'not UTF-8' ? undecodable : body }
            : null
      between.cut()
      const code = name === 'too large' ? 'too_large' : 'malformed'
      await eventually(() => expect(reported()).toContain(code))
      expect(guard.auth.revocationState().entries).toBe(0)
      guard.advance(11)
      expect(guard.auth.isStale()).toBe(true)
      between.answer = () => null
      await eventually(() => expect(guard.auth.isStale()).toBe(false))
      await login.core.logout(token)
      await eventually(async () => expect(await guard.ask(token)).toBe('session_ended'))
    })
  }

  const type = { 'content-type': 'text/event-stream' }
  const events: Readonly<Record<string, readonly [string, Record<string, string>?]>> = {
    'of another type': ['hello', { 'content-type': 'text/html' }],
    'without a type': ['hello', {}],
    'an event that is no JSON': ['data: hello\n\n'],
    'an unknown kind': [`data: ${JSON.stringify({ ...revocation, kind: 'planet' })}\n\n`],
    'a heartbeat that is none': ['event: heartbeat\ndata: {"now":"x"}\n\n'],
    'an event without end': [`data: ${'x'.repeat(40_000)}`],
    'an event of many lines': ['data: x\n'.repeat(10_000)],
  }
  for (const [name, [body, headers = type]] of Object.entries(events)) {
    it(`A194 a stream: ${name}: it is reported, and pages are polled`, async () => {
      const { login, between, guard, reported } = await opened()
      await isStreaming(guard)
      between.answer = (_, isStream) => (isStream ? { body, headers, stays: true } : null)
      between.cut()
      const code = /without end|many lines/.test(name) ? 'too_large' : 'malformed'
      await eventually(() => expect(reported()).toContain(code))
      const { token } = await login.signIn()
      await login.core.logout(token)
      await eventually(async () => expect(await guard.ask(token)).toBe('session_ended'))
      expect(guard.auth.revocationState().entries).toBe(1)
    })
  }

  it('an event is read whatever its lines end with and wherever it is cut in two', async () => {
    const { between, guard } = await opened()
    await isStreaming(guard)
    const pieces = [
      ': a comment\n\nevent: news\ndata: 1\n\nda',
      `ta: ${JSON.stringify({ ...revocation, key: '一' })}\r`,
      '\n\r\nretry: 5\rdata:{"sequence":2,"kind":"token",\r',
      'data:"key":"k","before":null,"until":4000000000,\rdata: "reason":"of another year"}\r\r',
      '\n',
    ]
    between.alter = () => pieces.shift() ?? ''
    await eventually(() => expect(guard.auth.revocationState().entries).toBe(2))
  })

  it('A223 a redirect is never followed', async () => {
    const elsewhere = await proxy(await loginServer())
    const { between, guard, reported } = await opened()
    await isStreaming(guard)
    const asked = elsewhere.asked.length
    between.answer = (path) => ({
      status: 307,
      headers: { location: `http://127.0.0.1:${elsewhere.port}${path}` },
    })
    between.cut()
    await eventually(() =>
      expect(reported().filter((code) => code === 'redirected')).toHaveLength(2),
    )
    expect(elsewhere.asked.length).toBe(asked)
  })
})

const undecodable = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
