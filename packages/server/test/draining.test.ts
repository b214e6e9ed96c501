import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../src/app.ts'
import { open, secret, temporaryDirectory } from './open.ts'
import { printed, start } from './place.ts'

/** A connection as a load balancer keeps it. */
function kept(port: number) {
  const socket: Socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.on('data', (piece) => {
    text += piece
  })
  const ended = once(socket, 'close').then(() => text)
  return {
    ended,
    isOpen: () => !socket.destroyed && socket.readable,
    /** Asks, and gives the whole reply. */
    async ask(path: string): Promise<string> {
      const from = text.length
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      while (!/\r\n\r\n.*\}$/s.test(text.slice(from))) await once(socket, 'data')
      return text.slice(from)
    },
  }
}

async function serving(line: string, seconds: string) {
  const child = start(line, {
    ZTOKEN_SECRET: secret,
    ZTOKEN_DATABASE_URL: `sqlite:${join(temporaryDirectory(), 'app.db')}`,
    ZTOKEN_LOG_LEVEL: 'silent',
    ZTOKEN_DRAIN_SECONDS: seconds,
  })
  const url = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
  return { child, url, port: Number(new URL(url).port) }
}

describe('behind a load balancer (F40)', () => {
  it('a connection on which nothing is asked is kept for longer than theirs, and says so', async () => {
    const { core, app } = await open()
    await app.listen({ host: '127.0.0.1', port: 0 })
    expect(app.server.keepAliveTimeout).toBe(75_000)
    const { port } = app.server.address() as { port: number }
    expect(await kept(port).ask('/healthz')).toMatch(/keep-alive: timeout=75/i)
    const other = await createApp(core, { keepAliveSeconds: 620 })
    onTestFinished(() => other.close())
    expect(other.server.keepAliveTimeout).toBe(620_000)
    // Whoever sends slowly is bounded as before.
    expect([other.server.headersTimeout, other.server.requestTimeout]).toEqual([10_000, 10_000])
  })

  it.each(['serve', 'serve --workers 2'])(
    '%s that is stopped answers what arrives meanwhile, ends each connection by saying so, and is not ready',
    async (line) => {
      const { child, port, url } = await serving(line, '30')
      const lines = [kept(port), kept(port), kept(port), kept(port)]
      for (const one of lines) {
        expect(await one.ask('/healthz')).not.toMatch(/connection: close/i)
      }
      const fresh = async (): Promise<number> => (await fetch(`${url}/readyz`)).status
      expect(await fresh()).toBe(200)
      child.kill('SIGTERM')
      // Each of several processes hears of it by itself.
      while ((await fresh()) !== 503 || (await fresh()) !== 503) await Promise.resolve()
      for (const one of lines) {
        expect(one.isOpen()).toBe(true)
        expect(await one.ask('/healthz')).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
        expect(await one.ended).toContain('"code":0')
      }
      // A new connection is taken as well, and is to ask only once.
      const late = await fetch(`${url}/healthz`)
      expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
    },
  )

  it('who stops it by hand waits for nothing', async () => {
    const { child } = await serving('serve', '300')
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
