import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { MetricsView } from '@ztoken/contract'
import { memoryStore } from '@ztoken/stores'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFaultLog } from '../src/cli/fault-log.ts'
import { startSweeping } from '../src/cli/sweeping.ts'
import { follow } from './follow.ts'
import { createClock, open, secret, temporaryDirectory } from './open.ts'
import { place, printed, start } from './place.ts'

const phone = '13800138000'
const password = 'a long enough phrase'

function variables(more: Record<string, string> = {}): Record<string, string> {
  return {
    ZTOKEN_SECRET: secret,
    ZTOKEN_DATABASE_URL: `sqlite:${join(temporaryDirectory(), 'app.db')}`,
    ZTOKEN_LOG_LEVEL: 'silent',
    ...more,
  }
}

/** Each request on a line of its own, so that every worker gets some. */
function client(url: string) {
  return async (method: string, path: string, { token = '', body }: Sending = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        connection: 'close',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const { reason, data } = (await reply.json()) as { reason?: string; data?: Tokens }
    return { status: reply.status, reason, data }
  }
}

interface Sending {
  readonly token?: string
  readonly body?: object
}

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

async function serving(line: string, given: Record<string, string>) {
  const child = start(line, given)
  const errors: string[] = []
  child.stderr?.on('data', (piece) => errors.push(String(piece)))
  const text = await printed(child, 'listens on')
  const url = /listens on (\S+)/.exec(text)?.[1] as string
  return { child, url, text, errors, ask: client(url) }
}

function workersOf({ pid }: ChildProcess): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid), '-f', 'ztoken.js'], {
    encoding: 'utf8',
  })
  return stdout.split('\n').filter(Boolean).map(Number)
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'exit'))[0] as number | null)
}

describe('serve --workers', () => {
  it('A193 A102 A062 several processes are one server: sessions, refreshes and failures are shared', async () => {
    const { child, ask, url, text } = await serving('serve --workers 2', variables())
    expect(text).toMatch(/^ztoken listens on http:\/\/127\.0\.0\.1:\d+ \(2 workers\)\n/)
    expect(workersOf(child)).toHaveLength(2)
    const { data } = await ask('POST', '/v1/register', { body: { phone, password } })
    const { access_token: token, refresh_token } = data as Tokens

    const replies = await Promise.all(
      Array.from({ length: 200 }, () => ask('POST', '/v1/refresh', { body: { refresh_token } })),
    )
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map((reply) => reply.data?.refresh_token)).size).toBe(1)

    const headers = { authorization: `Bearer ${token}` }
    const streams = await Promise.all(
      Array.from({ length: 6 }, () => follow(`${url}/v1/me/session/events`, headers)),
    )
    expect((await ask('POST', '/v1/logout', { token })).status).toBe(200)
    for (const { next } of streams) {
      let event = await next()
      while (event?.name === 'comment') event = await next()
      expect(event).toMatchObject({ name: 'ended', data: { reason: 'session_ended' } })
    }
    await vi.waitFor(
      async () => {
        const all = await Promise.all(
          Array.from({ length: 20 }, () => ask('GET', '/v1/me', { token })),
        )
        expect(new Set(all.map(({ reason }) => reason))).toEqual(new Set(['session_ended']))
      },
      { timeout: 10_000, interval: 20 },
    )

    const body = { phone, password: 'a wrong phrase' }
    const guesses = await Promise.all(
      Array.from({ length: 40 }, () => ask('POST', '/v1/login', { body })),
    )
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(30)
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
    expect(workersOf(child)).toEqual([])
  }, 60_000)

  it('whichever of them is asked tells what all of them counted', async () => {
    const token = 'metrics-token-of-32-characters-or-so'
    const { child, url, ask } = await serving(
      'serve --workers 2',
      variables({ ZTOKEN_METRICS_TOKENS: token }),
    )
    const headers = { authorization: `Bearer ${token}`, connection: 'close' }
    const texts = async (path: string): Promise<string[]> =>
      Promise.all(
        Array.from({ length: 10 }, async () => (await fetch(url + path, { headers })).text()),
      )
    await ask('POST', '/v1/register', { body: { phone, password } })
    for (let n = 0; n < 20; n += 1) await ask('GET', '/healthz')

    for (const text of await texts('/metrics')) {
      expect(text).toMatch(/^ztoken_sign_ins_total 1$/m)
      expect(text).toMatch(
        /^ztoken_http_request_duration_seconds_count\{[^}]*route="\/healthz",status="2xx"\} 20$/m,
      )
    }
    const views = (await texts('/v1/figures')).map((text) => JSON.parse(text).data as MetricsView)
    for (const { scope, process: whose, totals } of views) {
      expect(scope).toBe('server')
      const pids = whose.split('+').map((one) => Number.parseInt(one, 10))
      expect(new Set(pids)).toEqual(new Set(workersOf(child)))
      expect(totals).toMatchObject({ sign_ins: 1, registrations: 1, refreshes: 0 })
      expect(totals.requests).toBeGreaterThan(30)
    }
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
  }, 60_000)

  it('a worker that crashes is started again, while the others serve', async () => {
    const { child, ask, errors } = await serving('serve --workers 2', variables())
    const [first, ...others] = workersOf(child)
    process.kill(first as number, 'SIGKILL')
    await vi.waitFor(
      () => {
        const now = workersOf(child)
        expect(now).toHaveLength(2)
        expect(now).not.toContain(first)
        expect(now).toEqual(expect.arrayContaining(others))
      },
      { timeout: 20_000, interval: 50 },
    )
    expect((await ask('GET', '/healthz')).status).toBe(200)
    expect(errors.join('')).toContain('a worker ended (SIGKILL); another starts in')
    child.kill('SIGINT')
    expect(await exitOf(child)).toBe(0)
  }, 60_000)

  it('workers that crash over and over are given up, with words and status 1', async () => {
    const { child, errors } = await serving('serve --workers 2', variables())
    const exit = exitOf(child)
    const killer = setInterval(() => {
      for (const pid of workersOf(child)) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It has ended by itself.
        }
      }
    }, 50)
    onTestFinished(() => clearInterval(killer))
    expect(await exit).toBe(1)
    expect(errors.join('')).toMatch(/crash as soon as they start, 12 times in a row; giving up/)
  }, 120_000)

  it('a port that is taken is said so, with status 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const port = String((other.address() as AddressInfo).port)
    for (const line of ['serve --workers 2', 'serve']) {
      const child = start(line, variables({ ZTOKEN_PORT: port }))
      let text = ''
      child.stderr?.on('data', (piece) => {
        text += piece
      })
      expect(await exitOf(child)).toBe(1)
      expect(text).toContain('EADDRINUSE')
    }
  }, 60_000)

  it('takes a number of workers that can be meant', async () => {
    const { run } = place()
    for (const number of ['0', '65', 'x', '1.5', '-1', '']) {
      const { status, err } = await run(['serve', '--workers', number])
      expect([status, err], number).toEqual([1, expect.stringContaining('--workers')])
    }
  })
})

describe('stopping', () => {
  it('A185 SIGTERM: what was begun is answered, and what was answered is there afterwards', async () => {
    const given = variables()
    for (const line of ['serve', 'serve --workers 2']) {
      const { child, ask } = await serving(line, given)
      const who = line === 'serve' ? phone : '13800138001'
      const { data } = await ask('POST', '/v1/register', { body: { phone: who, password } })
      const { refresh_token } = data as Tokens
      const pending = [
        ...Array.from({ length: 12 }, () =>
          ask('POST', '/v1/login', { body: { phone: who, password } }),
        ),
        ask('POST', '/v1/refresh', { body: { refresh_token } }),
      ].map((request) => request.catch(() => null))
      // One has come through: the others are on their way.
      await Promise.any(pending)
      child.kill('SIGTERM')
      const replies = await Promise.all(pending)
      expect(await exitOf(child)).toBe(0)
      const granted = replies.filter((reply) => reply?.status === 200)
      expect(granted.length).toBeGreaterThan(0)

      const again = await serving('serve', given)
      for (const reply of granted) {
        const token = reply?.data?.access_token ?? ''
        expect((await again.ask('GET', '/v1/me', { token })).status).toBe(200)
      }
      again.child.kill('SIGTERM')
      expect(await exitOf(again.child)).toBe(0)
    }
  }, 120_000)
})

describe('a signal for the whole group', () => {
  it('stops the workers once: what they were told twice ends nothing that was begun', async () => {
    const { child, url, ask } = await serving(
      'serve --workers 2',
      variables({ ZTOKEN_DRAIN_SECONDS: '300' }),
    )
    const { data } = await ask('POST', '/v1/register', { body: { phone, password } })
    const headers = { authorization: `Bearer ${(data as Tokens).access_token}` }
    // Kept by fetch, which may send the next request on it.
    const kept = await fetch(`${url}/v1/me`, { headers })
    await kept.text()
    const group = [child.pid as number, ...workersOf(child)]
    for (const pid of [...group, ...group.slice(1)]) process.kill(pid, 'SIGTERM')
    await vi.waitFor(async () => expect((await ask('GET', '/readyz')).status).toBe(503), 10_000)
    const last = await fetch(`${url}/v1/me`, { headers })
    expect([last.status, last.headers.get('connection')]).toEqual([200, 'close'])
    await last.text()
    expect(await exitOf(child)).toBe(0)
  }, 60_000)
})

describe('in the background', () => {
  it('what can matter to nobody any more is swept, until nothing is left', async () => {
    const store = memoryStore()
    const { core, clock } = await open({ store })
    const until = Math.floor(clock.now() / 1000) + 10
    for (let n = 0; n < 50; n += 1) await store.revokeToken(`token-${n}`, until, 'logged_out')
    const all = () => store.listRevocations({ after: 0, now: 0, limit: 100 })
    expect(await all()).toHaveLength(50)
    clock.advance(3600)
    const sweeping = startSweeping(core, { everyMilliseconds: 5, report: () => undefined })
    await vi.waitFor(async () => expect(await all()).toEqual([]), { timeout: 10_000, interval: 5 })
    sweeping.stop()
  })

  it('a sweep that fails is reported, and tried again', async () => {
    const { core } = await open({ report: () => undefined })
    await core.close()
    const reports: unknown[] = []
    const sweeping = startSweeping(core, {
      everyMilliseconds: 1,
      report: (error) => reports.push(error),
    })
    await vi.waitFor(() => expect(reports.length).toBeGreaterThan(2), { timeout: 10_000 })
    sweeping.stop()
  })

  it('faults are written at once, and then with their number, not one by one', () => {
    const clock = createClock()
    const log = createFaultLog({ monotonic: clock.now })
    const written: [string, number][] = []
    log.writeTo((error, count) => written.push([error.message, count]))
    log.report(new Error('down'))
    for (let n = 0; n < 100; n += 1) log.report(new Error('still down'))
    clock.advance(10)
    log.report(new Error('down yet'))
    expect(written).toEqual([
      ['down', 1],
      ['down yet', 101],
    ])
  })
})
