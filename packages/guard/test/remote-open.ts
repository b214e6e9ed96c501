import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Core, type CoreOptions, createCore } from '@ztoken/core'
import { memoryStore } from '@ztoken/stores'
import { importSecrets, publicRingFormat } from '@ztoken/token'
import type { FastifyInstance } from 'fastify'
import { onTestFinished, vi } from 'vitest'
import { type AppOptions, createApp } from 'ztoken/server'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { guarded } from '../src/node.ts'
import {
  createRemoteAuthenticator,
  type RemoteAuthenticator,
  type RemoteOptions,
} from '../src/remote/index.ts'

export const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test'
export const feedToken = 'feed-token-of-32-characters-or-so'

export interface LoginServer {
  readonly core: Core
  readonly port: number
  /** Somebody who has just signed in. */
  signIn(): Promise<{ userId: string; token: string }>
  stop(): Promise<void>
  start(): Promise<void>
}

/** The real application over a real core, on a port that stays the same when it is started again. */
export async function loginServer(
  options: Partial<CoreOptions> = {},
  feed: NonNullable<AppOptions['feed']> = {},
): Promise<LoginServer> {
  const core = await createCore({
    secrets: importSecrets(secret),
    issueFormat: publicRingFormat(),
    store: memoryStore(),
    passwords: cheapHashes,
    ...options,
  })
  let app: FastifyInstance
  let port = 0
  let people = 0
  async function start(): Promise<void> {
    app = await createApp(core, {
      feed: { tokens: [feedToken], heartbeatMilliseconds: 50, ...feed },
    })
    await app.listen({ host: '127.0.0.1', port })
    port = (app.server.address() as AddressInfo).port
  }
  async function stop(): Promise<void> {
    app.server.closeAllConnections()
    await app.close()
  }
  await start()
  onTestFinished(async () => {
    await stop()
    await core.close()
  })
  return {
    core,
    port,
    async signIn() {
      people += 1
      const phone = `138${String(people).padStart(8, '0')}`
      const { user, accessToken } = await core.register({ phone, password: 'a long enough phrase' })
      return { userId: user.id, token: accessToken }
    },
    stop,
    start,
  }
}

export interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** What stands between a guard and the login server, and what it does to what passes. */
export interface Between {
  readonly port: number
  readonly asked: Asked[]
  /** Out: an answer in the server's stead, or null to let the request on. */
  answer: (path: string, isStream: boolean) => Answer | null
  /** Keeps an answer back until it is complete, as proxies do that buffer. */
  buffers: boolean
  /** What is passed on in place of a piece of an event stream. */
  alter: (piece: string) => string
  /** Cuts everything that is open. */
  cut(): void
  /** Keeps back what streams send until this is called again with false. */
  hold(isHeld: boolean): void
}

export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  /** Leaves the answer open after the body. */
  readonly stays?: boolean
}

export async function proxy(target: { readonly port: number }): Promise<Between> {
  const kept: (() => void)[] = []
  let isHeld = false
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? ''
    const isStream = incoming.headers.accept === 'text/event-stream'
    state.asked.push({ path, headers: incoming.headers })
    const answer = state.answer(path, isStream)
    if (answer !== null) return answerWith(answer, outgoing)
    passOn(incoming, outgoing, isStream)
  })

  function passOn(incoming: IncomingMessage, outgoing: ServerResponse, isStream: boolean): void {
    const { method, url, headers } = incoming
    const passed = request({ host: '127.0.0.1', port: target.port, method, path: url, headers })
    passed.on('error', () => outgoing.destroy())
    outgoing.on('error', () => undefined)
    outgoing.on('close', () => passed.destroy())
    passed.on('response', (reply) => {
      let waiting = ''
      const begin = () => outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
      if (!state.buffers) begin().flushHeaders()
      reply.on('data', (piece: Buffer) => {
        const text = isStream ? state.alter(String(piece)) : String(piece)
        if (state.buffers) waiting += text
        else if (isStream && isHeld) kept.push(() => outgoing.write(text))
        else outgoing.write(text)
      })
      reply.on('error', () => outgoing.destroy())
      reply.on('end', () => {
        if (state.buffers) begin().write(waiting)
        outgoing.end()
      })
    })
    passed.end()
  }

  const state: Between = {
    port: await listening(server),
    asked: [],
    answer: () => null,
    buffers: false,
    alter: (piece) => piece,
    cut: () => server.closeAllConnections(),
    hold(holds) {
      isHeld = holds
      if (!holds) for (const write of kept.splice(0)) write()
    },
  }
  return state
}

function answerWith(answer: Answer, outgoing: ServerResponse): void {
  const { status = 200, headers = {}, body = '', stays = false } = answer
  outgoing.writeHead(status, headers)
  outgoing.write(body)
  if (!stays) outgoing.end()
}

export async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/** Clocks that run, and can be sent ahead. */
function createClocks() {
  let ahead = 0
  return {
    clock: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
    advance(seconds: number) {
      ahead += seconds * 1000
    },
  }
}

export interface Service {
  readonly auth: RemoteAuthenticator
  readonly reports: { readonly code: string; readonly message: string; readonly cause: unknown }[]
  advance(seconds: number): void
  /** A request with this token to a guarded route: `ok`, or the reason for the refusal. */
  ask(token: string): Promise<string>
}

/** Another service, guarded by what it hears of the login server at this port. */
export async function service(port: number, options: RemoteOptions = {}): Promise<Service> {
  const reports: Service['reports'] = []
  const { clock, monotonic, advance } = createClocks()
  const auth = await createRemoteAuthenticator({
    ...(options.secret === undefined && { jwksUrl: jwksAt(port) }),
    feedUrl: feedAt(port),
    feedToken,
    clock,
    monotonic,
    report: (error) => reports.push(error as (typeof reports)[number]),
    ...options,
    timing: { poll: 20, backOff: 10, longestBackOff: 40, heartbeat: 5000, ...options.timing },
  })
  onTestFinished(() => auth.close())
  const server = createServer(
    guarded(auth, (_request, response, caller) => response.end(JSON.stringify(caller))),
  )
  const url = `http://127.0.0.1:${await listening(server)}/mine`
  return {
    auth,
    reports,
    advance,
    async ask(token) {
      const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
      const body = (await reply.json()) as { reason?: string }
      return reply.status === 200 ? 'ok' : (body.reason ?? '')
    },
  }
}

export const jwksAt = (port: number): string => `http://127.0.0.1:${port}/.well-known/jwks.json`
export const feedAt = (port: number): string => `http://127.0.0.1:${port}/v1/revocations`

/** Waits until a condition holds, however busy the machine is. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 30_000, interval: 10 })
}
