import type { DefaultReply, TransportRequest } from '../ports.ts'

/** The headers of a request, as far as they are read; those of `Request` and of Next.js are. */
export interface AskedHeaders {
  /** What a header holds; null where there is none. */
  get(name: string): string | null
}

/** What a browser asks the front end's server for. A `Request` is one. */
export interface Asked {
  readonly headers: AskedHeaders
  /** An address or a path; only `renew` looks at it. */
  readonly url?: string
  /** GET unless given. */
  readonly method?: string
}

/** A request that is handed on whole. A `Request` is one. */
export interface AskedWhole extends Required<Asked> {
  readonly body: unknown
  readonly signal?: TransportRequest['signal']
}

/** A reply whose cookies can be told apart and whose body can be handed on; a `Response` is one. */
export interface ServerReply {
  readonly status: number
  readonly body: unknown
  readonly headers: {
    get(name: string): string | null
    getSetCookie(): string[]
    forEach(each: (value: string, name: string) => void): void
  }
  text(): Promise<string>
  json(): Promise<unknown>
  clone(): ServerReply
}

/** A header and what it holds. */
export type Pair = readonly [name: string, value: string]

declare const Response: new (
  body: unknown,
  init: { readonly status: number; readonly headers: readonly Pair[] },
) => DefaultReply

/** What cannot be answered now: a client asks again, and nobody keeps it. */
export function later(): DefaultReply {
  const headers: Pair[] = [
    ['cache-control', 'no-store'],
    ['retry-after', '1'],
  ]
  return replyOf(503, headers, null)
}

/** A reply of this platform's. */
export function replyOf(status: number, headers: readonly Pair[], body: unknown): DefaultReply {
  return new Response(body, { status, headers })
}
