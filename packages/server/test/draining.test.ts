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

/** Out: the answer from which it is known that it has begun to stop. */
async function untilStopping(url: string): Promise<string> {
  for (;;) {
    const { ask, socket } = await open(url)
    const probed = await ask('/readyz')
    socket.destroy()
    if (probed.startsWith('HTTP/1.1 503 ')) return probed
  }
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
      expect(await untilStopping(url)).toMatch(/connection: close/i)
      for (const { ask, socket } of others) {
        const ended = once(socket, 'end')
        expect(await ask('/healthz')).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
        await ended
      }
      probe?.socket.destroy()
      expect((await exited)[0]).toBe(0)
    },
  )

  it.each([
    ['SIGHUP', 'serve'],
    ['SIGQUIT', 'serve'],
    ['SIGHUP', 'serve --workers 2'],
    ['SIGQUIT', 'serve --workers 2'],
  ] as const)('%s stops it in order as SIGTERM does (%s)', async (signal, line) => {
    const { child, url, exited } = await serving(line, { ZTOKEN_DRAIN_SECONDS: '300' })
    const { ask, socket } = await open(url)
    await ask('/healthz')
    child.kill(signal)
    await untilStopping(url)
    const ended = once(socket, 'end')
    expect(await ask('/healthz')).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
    await ended
    expect(await exited).toEqual([0, null])
  })

  it('what was begun before the signal is answered, and its reply ends the connection', async () => {
    const { child, url, exited } = await serving('serve', { ZTOKEN_DRAIN_SECONDS: '300' })
    const { socket } = await open(url)
    const body = JSON.stringify({ phone: '13800138000', password: 'a long enough phrase' })
    const head = [
      'POST /v1/register HTTP/1.1',
      'host: 127.0.0.1',
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 10)}`)
    // What was sent before on another connection is answered: this one has been read as well.
    const other = await open(url)
    await other.ask('/healthz')
    other.socket.destroy()
    child.kill('SIGTERM')
    await untilStopping(url)
    const answered = once(socket, 'data')
    socket.write(body.slice(10))
    expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
    expect((await exited)[0]).toBe(0)
  })

  it.each(['serve', 'serve --workers 2'])(
    'who has sent nothing, or half a head, is closed at once and holds up no stop (%s)',
    async (line) => {
      const { child, url, exited } = await serving(line, { ZTOKEN_DRAIN_SECONDS: '300' })
      const [nothing, half, next] = await Promise.all([open(url), open(url), open(url)])
      half.socket.write(asked('/healthz').slice(0, 20))
      await next.ask('/healthz')
      next.socket.write(asked('/healthz').slice(0, 20))
      const closed = [nothing, half, next].map(({ socket }) => once(socket, 'close'))
      for (const { socket } of [nothing, half, next]) socket.resume()
      child.kill('SIGTERM')
      await Promise.all(closed)
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
