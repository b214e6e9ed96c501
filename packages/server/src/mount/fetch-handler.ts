import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { Core } from '@ztoken/core'
import { sentIn } from '@ztoken/guard'
import type { LightMyRequestResponse } from 'fastify'
import { type AppOptions, buildApp } from '../app.ts'
import { streamed } from './streamed.ts'

export interface FetchHandlerOptions<Rest extends unknown[]> extends AppOptions {
  /**
   * The IP address a request comes from, under which failures are counted: a Request does not say.
   * Take it from the runtime, or from a header that your own proxy sets and nobody else can.
   */
  readonly addressOf: (request: Request, ...rest: Rest) => string
}

/** A handler of a fetch runtime: Hono, a catch-all route of Next.js, Bun. */
export interface FetchHandler<Rest extends unknown[]> {
  /** Rejects with TypeError where `addressOf` gives none, or the body was read before. */
  (request: Request, ...rest: Rest): Promise<Response>
  /** Ends the event streams, and what runs in the background. The core stays open. */
  close(): Promise<void>
}

/** The whole HTTP application as a fetch handler. What is none of its routes is answered 404. */
export async function createFetchHandler<Rest extends unknown[]>(
  core: Core,
  { addressOf, ...options }: FetchHandlerOptions<Rest>,
): Promise<FetchHandler<Rest>> {
  if (typeof addressOf !== 'function') throw new TypeError('addressOf is a function')
  const { bufferBytes = 1024 * 1024 } = options.feed ?? {}
  const { app } = await buildApp(core, options)
  await app.ready()

  async function handle(request: Request, ...rest: Rest): Promise<Response> {
    const remoteAddress = addressOf(request, ...rest)
    if (isIP(remoteAddress) === 0) throw new TypeError('addressOf gives an IP address')
    if (request.bodyUsed) throw new TypeError('ztoken has to stand before what reads the body')
    // As a stream, so that a body beyond the limit is not read to its end.
    const payload = request.body && Readable.fromWeb(request.body as NodeReadableStream)
    const isStream = request.headers.get('accept')?.includes('text/event-stream') ?? false
    const reply = await app.inject({
      method: request.method as 'GET',
      url: request.url,
      headers: { ...headersOf(request), ...lengthOf(request) },
      remoteAddress,
      ...(payload && { payload }),
      ...(isStream && { payloadAsStream: true, signal: request.signal }),
    })
    payload?.destroy()
    return responseOf(reply, isStream ? streamed(reply, bufferBytes) : reply.rawPayload)
  }

  return Object.assign(handle, { close: () => app.close() })
}

/** A body of no known length, as some runtimes give it, says so as HTTP/1.1 does. */
function lengthOf({ body, headers }: Request): Record<string, string> {
  return body === null || headers.has('content-length') ? {} : { 'transfer-encoding': 'chunked' }
}

/** What came twice is handed on twice, and so refused as it is everywhere else. */
function headersOf({ headers }: Request): Record<string, string | string[]> {
  const { rawHeaders } = sentIn(headers)
  const credentials: Record<string, string[]> = {}
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name, value] = rawHeaders.slice(at) as [string, string]
    credentials[name] = [...(credentials[name] ?? []), value]
  }
  return { ...Object.fromEntries(headers), ...credentials }
}

/** Of one connection between two machines, and not of the reply (RFC 9110 §7.6.1). */
const hopByHop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding'])

function responseOf(
  { statusCode: status, headers: sent }: LightMyRequestResponse,
  body: Buffer | ReadableStream,
): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(sent)) {
    if (value === undefined || hopByHop.has(name)) continue
    for (const one of [value].flat()) headers.append(name, String(one))
  }
  const hasBody = status !== 204 && status !== 304
  return new Response(hasBody ? body : null, { status, headers })
}
