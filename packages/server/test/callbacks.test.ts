import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRemoteAuthenticator } from '@ztoken/guard/remote'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startSweeping } from '../src/cli/sweeping.ts'
import type { AvatarStorage } from '../src/features/avatar/storage.ts'
import { createWebhooks } from '../src/index.ts'
import { addPerson, password, sender } from './client.ts'
import { type Opened, open, secret } from './open.ts'

/** Every way in which a function that somebody gave us may fail. */
const failures: Readonly<Record<string, () => never>> = {
  throws() {
    throw new Error('a fault of theirs')
  },
  'throws what is no error'() {
    throw Object.create(null)
  },
  rejects: (async () => {
    throw new Error('a fault of theirs')
  }) as unknown as () => never,
  'rejects later': (() =>
    new Promise((_, reject) => {
      setImmediate(() => reject(new Error('a fault of theirs')))
    })) as unknown as () => never,
  'gives a thenable that throws': (() => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about.
    then() {
      throw new Error('a fault of theirs')
    },
  })) as unknown as () => never,
  'gives what cannot be looked at': (() => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about.
    get then() {
      throw new Error('a fault of theirs')
    },
  })) as unknown as () => never,
}

/** A clock gives a number: it can only throw. */
const throwing = (fail: () => never) => (): never => {
  if (fail === failures['throws what is no error']) return fail()
  throw new Error('a fault of theirs')
}

const url = 'http://127.0.0.1:9/hook'
const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const feedToken = 'feed-token-of-32-characters-or-so'

/** Hears the report of whatever is opened here. */
async function opened(
  options: Parameters<typeof open>[0] = {},
): Promise<Opened & { faults: unknown[] }> {
  const faults: unknown[] = []
  const found = await open({ report: (error) => faults.push(error), ...options })
  return { ...found, faults }
}

/** A head portrait that goes as soon as another comes. */
async function changePortrait({ core }: Opened): Promise<void> {
  const { id: userId } = await addPerson(core)
  await core.setAvatar({ userId }, 'https://a.example/one.png')
  await core.setAvatar({ userId }, null)
}

async function failLogin({ app }: Opened): Promise<void> {
  const body = { phone: '13800138000', password: 'a wrong phrase' }
  expect((await sender(app)('POST', '/v1/login', { body })).status).toBe(401)
}

/** What a person gives us, and how it comes to be called. Out: whether `report` has heard of it. */
const callbacks: Readonly<Record<string, (fail: () => never) => Promise<() => boolean>>> = {
  async 'auth.on, at a stranger’s wrong password'(fail) {
    const found = await opened()
    found.core.on('login_failed', fail)
    found.core.on('*', fail)
    await failLogin(found)
    return () => found.faults.length === 2
  },
  async onAvatarDropped(fail) {
    const found = await opened()
    found.core.onAvatarDropped(fail)
    await changePortrait(found)
    return () => found.faults.length === 1
  },
  async 'onRevoked and onRevocations'(fail) {
    const found = await opened()
    const { id } = await addPerson(found.core)
    found.core.onRevoked(fail)
    found.core.onRevocations(fail)
    expect(await found.core.kickOut(id)).toBe(1)
    return () => found.faults.length >= 2
  },
  async 'report itself, told of a listener and of the background'(fail) {
    const found = await opened({ report: fail })
    found.core.on('login_failed', () => {
      throw new Error('told')
    })
    await failLogin(found)
    found.core.report(new Error('told'))
    const sweeping = startSweeping(
      { sweep: () => Promise.reject(new Error('told')) },
      { everyMilliseconds: 1, report: fail },
    )
    onTestFinished(sweeping.stop)
    return () => vi.mocked(process.emitWarning).mock.calls.length >= 2
  },
  async 'a clock in the background'(fail) {
    const failing = throwing(fail)
    let fails = false
    let failed = 0
    const clock = (): number => {
      if (!fails) return Date.now()
      failed += 1
      return failing()
    }
    const { core, app, faults } = await opened({ clock, pollMilliseconds: 10 })
    const { app: counted } = await open({}, { metrics: { clock } })
    await Promise.all([app.ready(), counted.ready()])
    fails = true
    await core.syncRevocations().catch(() => undefined)
    await core.sweep().catch(() => undefined)
    const foreground = failed
    await vi.waitFor(() => expect(failed).toBeGreaterThan(foreground + 2))
    fails = false
    return () => faults.length >= 0
  },
  async 'report, fetch and clock of webhooks'(fail) {
    for (const part of ['report', 'fetch', 'clock'] as const) {
      const { core } = await opened({ webhooks: [{ url }] })
      const failing = part === 'clock' ? throwing(fail) : fail
      const given = {
        endpoints: [{ url }],
        secret: webhookSecret,
        fetch: fail,
        report: () => undefined,
      }
      const webhooks = createWebhooks(core, { ...given, [part]: failing, closeMilliseconds: 10 })
      await core.register({ phone: '13800138000', password })
      await webhooks.deliverDue().catch(() => undefined)
      await webhooks.close().catch(() => undefined)
    }
    return () => true
  },
  async 'a storage of pictures'(fail) {
    const storage: AvatarStorage = { read: fail, write: fail, remove: fail }
    const { core, app } = await open({}, { avatars: storage })
    const { token } = await addPerson(core)
    const picture = { create: { width: 8, height: 8, channels: 3, background: 'red' } } as const
    const reply = await app.inject({
      method: 'PUT',
      url: '/v1/me/avatar',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
      payload: await sharp(picture).png().toBuffer(),
    })
    expect(reply.statusCode).toBe(503)
    expect((await app.inject(`/v1/avatars/${'a'.repeat(22)}/64.webp`)).statusCode).toBe(503)
    return () => true
  },
  async 'a stream of the log'(fail) {
    for (const stream of [{ write: fail }, Object.assign(new EventEmitter(), { write: fail })]) {
      if (stream instanceof EventEmitter && fail !== failures.throws) continue
      const logger = { level: 'info', stream }
      const { app } = await open({}, { logger, avatars: brokenStorage })
      expect((await app.inject(`/v1/avatars/${'a'.repeat(22)}/64.webp`)).statusCode).toBe(503)
      if (stream instanceof EventEmitter) stream.emit('error', new Error('a disk that is full'))
    }
    return () => true
  },
  async 'the report, fetch and clocks of a guard elsewhere'(fail) {
    const server = await open({}, { feed: { tokens: [feedToken] } })
    const origin = await server.app.listen({ host: '127.0.0.1', port: 0 })
    for (const part of ['report', 'fetch', 'clock', 'monotonic'] as const) {
      const failing = part === 'clock' || part === 'monotonic' ? throwing(fail) : fail
      let fails = false
      let failed = 0
      const lately =
        (usual: unknown) =>
        (...given: unknown[]) => {
          if (!fails) return (usual as (...given: unknown[]) => unknown)(...given)
          failed += 1
          return failing()
        }
      const usual = {
        report: () => undefined,
        fetch: globalThis.fetch,
        clock: Date.now,
        monotonic: () => performance.now(),
      }
      const auth = await createRemoteAuthenticator({
        secret,
        feedUrl: `${origin}/v1/revocations`,
        feedToken,
        timing: { poll: 5, backOff: 5, longestBackOff: 5, reconcile: 5 },
        ...usual,
        [part]: lately(usual[part]),
        ...(part === 'report' && { fetch: lately(usual.fetch) as typeof fetch }),
      })
      onTestFinished(auth.close)
      fails = true
      await vi.waitFor(() => expect(failed).toBeGreaterThan(2))
      auth.close()
    }
    return () => true
  },
}

const brokenStorage: AvatarStorage = {
  read: () => Promise.reject(new Error('no bucket')),
  write: () => Promise.reject(new Error('no bucket')),
  remove: () => Promise.reject(new Error('no bucket')),
}

describe('S21 nothing that somebody gave us to call ends the process', () => {
  const cases = Object.entries(callbacks).flatMap(([name, run]) =>
    Object.entries(failures).map(([how, fail]) => ({ name, how, run, fail })),
  )

  it.each(cases)('$name: it $how', async ({ run, fail }) => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue()
    onTestFinished(() => warned.mockRestore())
    const escaped: unknown[] = []
    const events = ['unhandledRejection', 'uncaughtException'] as const
    const usual = events.map((event) => [event, process.listeners(event as 'exit')] as const)
    for (const event of events) {
      process.removeAllListeners(event)
      process.on(event, (error: unknown) => escaped.push(error))
    }
    try {
      const isReported = await run(fail)
      await vi.waitFor(() => expect(isReported()).toBe(true))
      // What nobody caught is told of after the turn in which it failed, and some fail a turn later.
      for (let n = 0; n < 3; n += 1) await nextTurn()
    } finally {
      for (const [event, listeners] of usual) {
        process.removeAllListeners(event)
        for (const listener of listeners) process.on(event as 'exit', listener)
      }
    }
    expect(escaped).toEqual([])
  })
})
