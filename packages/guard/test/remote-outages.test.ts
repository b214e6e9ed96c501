import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { guarded } from '../src/node.ts'
import { createRemoteAuthenticator, RemoteError, type RemoteOptions } from '../src/remote/index.ts'
import {
  eventually,
  feedAt,
  feedToken,
  jwksAt,
  listening,
  loginServer,
  proxy,
  secret,
  service,
} from './remote-open.ts'

const streams = (asked: readonly { headers: object }[]) =>
  asked.filter(({ headers }) => 'last-event-id' in headers)

describe('while the login server is down', () => {
  it('A193 each policy does what it says, and a route may have its own', async () => {
    const login = await loginServer()
    const { token } = await login.signIn()
    const ended = await login.signIn()
    const policies = ['refuse', 'ask', 'serve'] as const
    const guards = await Promise.all(
      policies.map((whenStale) => service(login.port, { whenStale })),
    )
    await login.core.logout(ended.token)
    for (const { ask } of guards) {
      await eventually(async () => expect(await ask(ended.token)).toBe('session_ended'))
    }
    await login.stop()
    for (const { ask, auth } of guards) {
      expect(auth.isStale()).toBe(false)
      expect(await ask(token)).toBe('ok')
    }
    for (const { advance, auth } of guards) {
      advance(11)
      expect(auth.isStale()).toBe(true)
    }
    const answers = await Promise.all(guards.map(({ ask }) => ask(token)))
    expect(answers).toEqual(['unavailable', 'unavailable', 'ok'])
    // What is known to be over is refused as before.
    for (const { ask } of guards) expect(await ask(ended.token)).toBe('session_ended')
    const [{ auth }] = guards as [(typeof guards)[0]]
    const serving = guarded(auth, (_, response) => response.end('ok'), { whenStale: 'serve' })
    const port = await listening(createServer(serving))
    const reply = await fetch(`http://127.0.0.1:${port}`, { headers: { 'z-token': token } })
    expect(await reply.text()).toBe('ok')
    await login.start()
    for (const { ask, auth } of guards) {
      await eventually(async () => expect(await ask(token)).toBe('ok'))
      await eventually(() => expect(auth.isStale()).toBe(false))
    }
  })

  it('A194 what was revoked meanwhile is known as soon as it is back, from where it was left', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    const early = await login.signIn()
    await login.core.logout(early.token)
    const people = []
    for (let n = 0; n < 20; n += 1) people.push(await login.signIn())
    const { ask, auth } = await service(between.port)
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(true))
    await login.stop()
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(false))
    for (const { token } of people) await login.core.logout(token)
    expect(await ask(people[0]?.token ?? '')).toBe('ok')
    between.asked.length = 0
    await login.start()
    await eventually(() =>
      expect(auth.revocationState()).toMatchObject({ entries: 21, isStreaming: true }),
    )
    for (const { token } of people) expect(await ask(token)).toBe('session_ended')
    for (const { path } of between.asked) expect(path).not.toMatch(/after=0(&|$)/)
  })

  it('where the store is down a request asks once for all who wait, and then not for a moment', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    const { token } = await login.signIn()
    // Everything in the background stands still: only requests ask.
    const still = { poll: 600_000, backOff: 600_000, longestBackOff: 600_000, streamAgain: 600_000 }
    const { ask, auth, advance } = await service(between.port, { timing: still })
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(true))
    between.answer = () => ({ status: 503 })
    between.cut()
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(false))
    advance(11)
    between.asked.length = 0
    const together = await Promise.all(Array.from({ length: 100 }, () => ask(token)))
    expect(new Set(together)).toEqual(new Set(['unavailable']))
    expect(await ask(token)).toBe('unavailable')
    // One is under way, and who comes meanwhile shares the next.
    expect(between.asked.length).toBeLessThanOrEqual(2)
    advance(601)
    between.answer = () => null
    expect(await ask(token)).toBe('ok')
    expect(auth.isStale()).toBe(false)
  })

  it('A194 a machine that slept is stale though its monotonic clock stood still', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    let slept = 0
    const { auth } = await service(between.port, {
      clock: () => Date.now() + slept,
      monotonic: () => performance.now(),
    })
    between.answer = () => ({ status: 503 })
    between.cut()
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(false))
    slept = 11_000
    expect(auth.isStale()).toBe(true)
  })
})

describe('at the start', () => {
  const begin = (port: number, options: RemoteOptions = {}) =>
    createRemoteAuthenticator({
      jwksUrl: jwksAt(port),
      feedUrl: feedAt(port),
      feedToken,
      ...options,
    })

  it('says that the login server is not there, not open to it, or silent', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    await expect(begin(between.port, { feedToken: 'x'.repeat(32) })).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'status', status: 401, address: feedAt(between.port) },
    })
    between.answer = (path) => (path.startsWith('/v1') ? { stays: true } : null)
    await expect(begin(between.port, { timing: { answer: 50 } })).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'timed_out', address: feedAt(between.port) },
    })
    await expect(begin(between.port, { timing: { start: 50 } })).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'timed_out' },
    })
    await login.stop()
    between.answer = () => null
    await expect(begin(login.port)).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'unreachable', address: jwksAt(login.port) },
    })
  })

  it('T069 no error shows the feed token or the secret', async () => {
    const between = await proxy(await loginServer())
    for (const status of [200, 302, 401, 500]) {
      between.answer = () => ({ status, body: feedToken, headers: { location: `/${feedToken}` } })
      const error: unknown = await begin(between.port, { secret }).catch((fault) => fault)
      const cause = (error as Error).cause as Error
      expect(cause).toBeInstanceOf(RemoteError)
      const shown = [error, cause, cause.cause].map((one) => `${one} ${JSON.stringify(one)}`).join()
      expect(shown).not.toContain(feedToken)
      expect(shown).not.toContain(secret)
    }
  })

  it('a server without keys of the public format is not mistaken for one with', async () => {
    const between = await proxy(await loginServer())
    between.answer = (path) => (path.startsWith('/.well') ? { body: '{"keys":[]}' } : null)
    await expect(begin(between.port)).rejects.toMatchObject({ cause: { code: 'malformed' } })
  })

  it('leaves nothing open when it is closed', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    const { auth } = await service(between.port)
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(true))
    auth.close()
    await eventually(() => expect(auth.revocationState().isStreaming).toBe(false))
    between.asked.length = 0
    const other = await service(between.port)
    await eventually(() => expect(other.auth.revocationState().isStreaming).toBe(true))
    expect(streams(between.asked)).toHaveLength(1)
    onTestFinished(() => other.auth.close())
  })
})
