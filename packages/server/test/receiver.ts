import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly headers: Record<string, string>
  readonly body: string
}

/** How a receiver answers its nth message; by default 204. */
export type Answering = (n: number, response: ServerResponse) => void

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** Resolves when so many messages have come in all. */
  count(wanted: number): Promise<void>
  close(): Promise<void>
}

export const accept: Answering = (_n, response) => response.writeHead(204).end()

/** A real HTTP server that keeps what it is sent. */
export async function openReceiver(answer: Answering = accept, port = 0): Promise<Receiver> {
  const received: Received[] = []
  let onMessage = (): void => undefined
  const server = createServer(async (request, response) => {
    received.push({ headers: headersOf(request), body: await textOf(request) })
    answer(received.length, response)
    onMessage()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=in-the-url`,
    received,
    close,
    count: (wanted) =>
      new Promise((resolve) => {
        onMessage = () => {
          if (received.length >= wanted) resolve()
        }
        onMessage()
      }),
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}
