import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CodeMessage, SendError } from '@ztoken/core'
import { onTestFinished } from 'vitest'

/** A request as somebody who sends messages gets it. */
export interface Asked {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** What the vendor answers: a status and JSON, or whatever it does with the response by itself. */
export type Answering =
  | readonly [status: number, members: unknown]
  | ((response: ServerResponse) => void)

export interface Vendor {
  readonly url: string
  readonly asked: Asked[]
  answer: Answering
}

/** A real HTTP server in the place of a vendor. */
export async function openVendor(answer: Answering): Promise<Vendor> {
  const server = createServer(async (request, response) => {
    vendor.asked.push(await askedOf(request))
    if (typeof vendor.answer === 'function') return vendor.answer(response)
    const [status, members] = vendor.answer
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(members))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const vendor: Vendor = { url: `http://127.0.0.1:${port}`, asked: [], answer }
  return vendor
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(pieces).toString('utf8'),
  }
}

/** A port of this machine at which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export const message: CodeMessage = {
  to: '+8613800138000',
  code: '654321',
  purpose: 'login',
  validMinutes: 5,
  language: 'zh-CN',
  site: 'app.example',
}

/** What a message that was not sent is refused with: its fault and what it says, all of it. */
export async function failure(sending: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    await sending
  } catch (error) {
    const { fault, message: words, stack, cause } = error as SendError
    return [fault, `${words} ${stack} ${String(cause)} ${JSON.stringify(error)}`]
  }
  throw new Error('it was sent')
}
