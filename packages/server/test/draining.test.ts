import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { place, printed, start } from './place.ts'

const asked = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`

/** A connection that is kept, and each answer on it. */
async function open(url: string): Promise<{ ask(path: string): Promise<string>; socket: Socket }> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return {
    socket,
    async ask(path) {
      socket.write(asked(path))
      let text = ''
      for (;;) {
        text += String((await once(socket, 'data'))[0])
        const [head = '', body = ''] = text.split('\r\n\r\n')
        const length = Number(/content-length: ([0-9]+)/i.exec(head)?.[1])
        if (Buffer.byteLength(body) >= length) return text
      }
    },
  }
}

async function serving(line: string, more: Record<string, string> = {}) {
  const child = start(line, { ...place().variables, ZTOKEN_LOG_LEVEL: 'silent', ...more })
  const url = /http:\/\/\S+/.exec(await printed(child, 'listens on'))?.[0] ?? ''
  child.stdout?.resume()
  return { child, url, exited: once(child, 'exit') }
}

describe('connections that balancers keep (F40)', () => {
  it.each(['serve', 'serve --workers 2'])(
    'F40 a server that stops is not ready, and answers what arrives on kept connections (%s)',
    async (line) => {
      const { child, url, exited } = await serving(line, { ZTOKEN_DRAIN_SECONDS: '5' })
      const kept = await Promise.all(Array.from({ length: 6 }, () => open(url)))
      for (const { ask } of kept) expect(await ask('/healthz')).toMatch(/^HTTP\/1\.1 200 /)
      const [probe, ...others] = kept
      child.kill('SIGTERM')
      // Known from the probe that it has begun to stop: its last answer ends the connection.
      for (;;) {
        const probed = await (await open(url)).ask('/readyz')
        if (!probed.startsWith('HTTP/1.1 503 ')) continue
        expect(probed).toMatch(/connection: close/i)
        break
      }
      for (const { ask, socket } of others) {
        const ended = once(socket, 'end')
        expect(await ask('/healthz')).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
        await ended
      }
      probe?.socket.destroy()
      expect((await exited)[0]).toBe(0)
    },
  )

  it('F40 a connection is kept for as long as is said, longer than balancers keep theirs by default', async () => {
    const { url } = await serving('serve')
    const { ask } = await open(url)
    expect(await ask('/healthz')).toMatch(/keep-alive: timeout=75/i)
    const short = await serving('serve', { ZTOKEN_KEEP_ALIVE_SECONDS: '1' })
    const { ask: askShort, socket } = await open(short.url)
    expect(await askShort('/healthz')).toMatch(/keep-alive: timeout=1/i)
    await once(socket, 'close')
  })

  it('F40 where nothing is kept open nothing is waited for', async () => {
    const { child, exited } = await serving('serve', { ZTOKEN_DRAIN_SECONDS: '300' })
    child.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
  })
})
