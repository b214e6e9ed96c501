import { connect, type Socket } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One connection that is kept open and carries one request at a time. */
export interface Connection {
  /** In: a whole request as text. Rejects where the line is closed before the answer is there. */
  send(request: string): Promise<Answer>
  close(): void
}

/**
 * As light as a client in Node can be, since it shares the processors with what it measures. It
 * reads answers of HTTP/1.1 that have a content-length, as all of the server's have.
 */
export function openConnection(port: number): Connection {
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null
  let received = ''

  socket.on('data', (text) => {
    received += text
    const head = received.indexOf('\r\n\r\n')
    if (head === -1) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(0, head))?.[1])
    if (received.length < head + 4 + length) return
    const answer = { status: Number(received.slice(9, 12)), body: received.slice(head + 4) }
    received = ''
    waiting?.resolve(answer)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => waiting?.reject(new Error('the connection was closed')))

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        if (socket.closed) reject(new Error('the connection was closed'))
        else socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

/** A request as text; a body is JSON. */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const length = String(Buffer.byteLength(body))
  const ofBody = { 'content-type': 'application/json', 'content-length': length }
  const all = { host: '127.0.0.1', ...headers, ...(body === '' ? {} : ofBody) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
