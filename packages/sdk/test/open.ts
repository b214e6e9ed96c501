import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { onTestFinished, vi } from 'vitest'
import { type CodeMessage, createZtoken, memory, type Ztoken, type ZtokenOptions } from 'ztoken'
import { type AppOptions, createApp } from 'ztoken/server'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import {
  type Client,
  type ClientOptions,
  type Clock,
  createClient,
  fetchTransport,
  type Transport,
  type TransportRequest,
} from '../src/index.ts'

export const phone = '13800138000'
export const password = 'a long enough phrase'

/** A server on a real port, with a clock of its own and a count of what reached it. */
export interface Opened {
  readonly auth: Ztoken
  readonly app: FastifyInstance
  readonly origin: string
  /** Moves the server's clock. */
  advance(seconds: number): void
  /** Every request that reached the server, e.g. `POST /v1/refresh`. */
  readonly wire: string[]
  /** Every one-time code that was sent, the oldest first. */
  readonly sent: CodeMessage[]
  /** How many requests of this kind reached the server. */
  count(request: string): number
  client(options?: Partial<ClientOptions>): Client
  /** A client that is signed in as the one user there is. */
  signedIn(options?: Partial<ClientOptions>): Promise<Client>
}

export async function open(
  prepare: (app: FastifyInstance) => void = () => {},
  options: AppOptions = {},
  tuning: Partial<ZtokenOptions> = {},
): Promise<Opened> {
  let now = Date.UTC(2026, 0, 1)
  const sent: CodeMessage[] = []
  const send = async (message: CodeMessage): Promise<void> => void sent.push(message)
  const auth = await createZtoken({
    secret: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test',
    store: memory(),
    clock: () => now,
    monotonic: () => now,
    passwords: cheapHashes,
    senders: { sms: send, email: send },
    ...tuning,
  })
  await auth.register({ phone, password, name: '张三' })
  const app = await createApp(auth, options)
  const wire: string[] = []
  app.server.on('request', ({ method, url }) => wire.push(`${method} ${url}`))
  prepare(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
    await auth.close()
  })
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const opened: Opened = {
    auth,
    app,
    origin,
    wire,
    sent,
    advance(seconds) {
      now += seconds * 1000
    },
    count: (request) => wire.filter((found) => found === request).length,
    client(options) {
      const made = createClient({ baseUrl: origin, clock: standingClock(), ...options })
      onTestFinished(() => made.close())
      return made
    },
    async signedIn(options) {
      const made = opened.client(options)
      await made.login({ phone, password })
      return made
    },
  }
  return opened
}

/** A device's clock that stands until it is told to go on, and remembers how long it was to wait. */
export function standingClock(start = Date.UTC(2026, 0, 1)): Clock & {
  advance(seconds: number): void
  readonly waits: number[]
} {
  let now = start
  const waits: number[] = []
  return {
    now: () => now,
    async wait(milliseconds) {
      waits.push(milliseconds)
      now += milliseconds
    },
    advance(seconds) {
      now += seconds * 1000
    },
    waits,
  }
}

/** A line to the server that can be cut: before a request leaves, or before its reply is back. */
export function line(): {
  transport: Transport<Response>
  cut: 'before' | 'after' | null
  readonly sent: TransportRequest[]
} {
  const send = fetchTransport()
  const made = {
    cut: null as 'before' | 'after' | null,
    sent: [] as TransportRequest[],
    async transport(request: TransportRequest) {
      made.sent.push(request)
      if (made.cut === 'before') throw new TypeError('the line is cut')
      const reply = await send(request)
      // The setting may have changed while the request was on its way.
      if ((made.cut as string | null) === 'after') throw new TypeError('the line is cut')
      return reply
    },
  }
  return made
}

/** A promise to be kept by hand. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** The code of what a promise fails with. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'it did not fail',
    (error) => error.code ?? error,
  )
}

/** Waits until something is so. */
export function until(isSo: () => boolean | Promise<boolean>): Promise<unknown> {
  return vi.waitUntil(isSo, { timeout: 30_000, interval: 10 })
}
