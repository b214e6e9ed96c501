import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { mostConnections } from '../src/cli/connections.ts'
import { password } from './client.ts'
import { secret, temporaryDirectory } from './open.ts'
import { printed, start } from './place.ts'

const metricsToken = 'metrics-token-of-32-characters-or-so'
const descriptors = 256

async function serving(line: string) {
  const child = start(
    line,
    {
      ZTOKEN_SECRET: secret,
      ZTOKEN_DATABASE_URL: `sqlite:${join(temporaryDirectory(), 'app.db')}`,
      ZTOKEN_LOG_LEVEL: 'silent',
      ZTOKEN_METRICS_TOKENS: metricsToken,
    },
    descriptors,
  )
  const url = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
  /** The status of one request on a line of its own; null where it was cut off. */
  const ask = async (path: string, init: RequestInit = {}): Promise<Response | null> => {
    const headers = { connection: 'close', ...(init.headers as Record<string, string>) }
    return fetch(url + path, { ...init, headers }).catch(() => null)
  }
  return { child, ask, port: Number(new URL(url).port) }
}

const request = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n'

/** What keeps a line busy with nothing. */
const floods = {
  'says nothing': '',
  'says the beginning of a request': 'GET /v1/me HTTP/1.1\r\nhost: loc',
  'asks once and stays': request,
} as const

/** Opens lines and keeps so many of them open, others in the place of those that were closed. */
function flood(port: number, words: string, most: number): { stop(): void } {
  const sockets = new Set<Socket>()
  let isOpen = true
  function add(): void {
    if (!isOpen) return
    const socket = connect(port, '127.0.0.1', () => socket.write(words))
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      setTimeout(add, 250)
    })
    socket.resume()
  }
  for (let n = 0; n < most; n += 1) add()
  const stop = (): void => {
    isOpen = false
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(stop)
  return { stop }
}

describe('S25 who opens more lines than a process may have', () => {
  for (const line of ['serve', 'serve --workers 2']) {
    it.each(Object.entries(floods))(`and %s does not end ${line}`, async (_name, words) => {
      const { child, ask, port } = await serving(line)
      const flooding = flood(port, words, 3 * descriptors)
      // The metrics take a point after five seconds: that is where a process ended.
      const headers = { authorization: `Bearer ${metricsToken}` }
      const points = async (): Promise<unknown[]> => {
        const reply = await ask('/v1/figures', { headers })
        return (
          ((await reply?.json()) as { data: { points: unknown[] } } | undefined)?.data.points ?? []
        )
      }
      await vi.waitFor(async () => expect(await points()).not.toEqual([]), { timeout: 20_000 })
      // The database, and the threads that hash, have the descriptors they need.
      const register = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phone: '13800138000', password }),
      }
      const isIn = async (): Promise<void> => {
        expect([200, 409]).toContain((await ask('/v1/register', register))?.status)
      }
      await vi.waitFor(isIn, { timeout: 20_000 })
      flooding.stop()
      await vi.waitFor(async () => expect((await ask('/readyz'))?.status).toBe(200))
      expect([child.exitCode, child.signalCode]).toEqual([null, null])
    })
  }

  it('of its descriptors a quarter stays for everything else, from 64 to 1,024', () => {
    for (const [limit, most] of [
      [256, 176],
      [1024, 752],
      [4096, 3056],
      [1_048_576, 1_047_536],
    ] as const) {
      expect(mostConnections(0, limit)).toBe(most)
      expect(mostConnections(100, limit)).toBe(100)
      expect(mostConnections(2_000_000, limit)).toBe(most)
    }
    expect(mostConnections(500, null)).toBe(500)
    expect(mostConnections(0, 64)).toBe(1)
  })
})
