import type { Call, Given, Language } from '@ztoken/contract'
import { unlessAborted } from './abort.ts'
import type { UrlOf } from './address.ts'
import { isStream } from './asked.ts'
import { bodyOf, type ErrorCode, errorOf, retryAfterSecondsOf, ZtokenError } from './error.ts'
import { asJson } from './headers.ts'
import type {
  Clock,
  HeadersLike,
  Reply,
  Signal,
  TokenHeader,
  Transport,
  TransportRequest,
} from './ports.ts'

/** Requests: sent, tried again where that is harmless, understood. */
export interface Wire<R extends Reply> {
  /**
   * Sends with a token or without, in the language of the moment unless the headers name one.
   * Throws ZtokenError `network_failed`, `aborted`, `redirect_refused`.
   */
  send(request: Omit<TransportRequest, 'redirect'>, token?: string): Promise<R>
  /** Asks with a body or none, with a token or without, and gives what the envelope holds. */
  call<Input, Data>(
    call: Call<Input, Data>,
    body: NoInfer<Given<Input>>,
    options?: CallOptions,
    token?: string,
  ): Promise<Data>
  /** What an envelope holds. Throws ZtokenError for every reply that is not a success. */
  dataOf<Data>(reply: Reply): Promise<Data>
  /** An error of the client's own, in the language of the moment. */
  failure(code: ErrorCode, cause?: unknown): ZtokenError
}

export interface CallOptions {
  /** The page may be closing. */
  readonly keepalive?: boolean
  readonly timeoutMilliseconds?: number
  readonly signal?: Signal
  readonly headers?: HeadersLike
}

export interface WireOptions<R extends Reply> {
  readonly transport: Transport<R>
  readonly clock: Clock
  readonly urlOf: UrlOf
  readonly prefix: string
  language(): Language
  readonly header: TokenHeader
}

/** RFC 9110 §9.2.2: sending them twice is like sending them once. */
const idempotent = /^(GET|HEAD|OPTIONS|PUT|DELETE)$/

/** A page that makes its user wait longer had better say so. */
export const patienceSeconds = 5

export function createWire<R extends Reply>(options: WireOptions<R>): Wire<R> {
  const { transport, clock, urlOf, prefix, language, header } = options
  const failure = (code: ErrorCode, cause?: unknown): ZtokenError =>
    new ZtokenError(code, language(), cause ? { cause } : {})

  const wire: Wire<R> = {
    failure,
    async send(request, token) {
      const { signal, method, body } = request
      const headers = {
        'accept-language': language(),
        ...request.headers,
        ...(token && { [header]: header === 'z-token' ? token : `Bearer ${token}` }),
      }
      for (let attempt = 0; ; attempt += 1) {
        if (signal?.aborted) throw failure('aborted')
        let reply: R
        try {
          reply = await transport({ ...request, headers, redirect: 'manual' })
        } catch (cause) {
          throw failure(signal?.aborted ? 'aborted' : 'network_failed', cause)
        }
        const { status } = reply
        // A browser shows a redirect that it did not follow as status 0.
        if (/^(0|30[12378])$/.test(`${status}`)) {
          throw failure('redirect_refused')
        }
        const seconds = retryAfterSecondsOf(reply) ?? 0
        const isWorthIt = status === 503 && attempt < 2 && seconds <= patienceSeconds
        if (!isWorthIt || !idempotent.test(method) || isStream(body)) return reply
        await unlessAborted(clock.wait(pauseMilliseconds(attempt, seconds)), signal, failure)
      }
    },
    async call<Input, Data>(
      { method, path }: Call<Input, Data>,
      body: Given<Input>,
      more?: CallOptions,
      token?: string,
    ) {
      const init = { ...more, ...asJson(body, more?.headers), url: urlOf(prefix + path), method }
      return wire.dataOf<Data>(await wire.send(init, token))
    },
    async dataOf<Data>(reply: Reply) {
      const body = await bodyOf(reply)
      const { status } = reply
      if (status === 204 || (status < 300 && body.code === 0)) return body.data as Data
      throw errorOf(reply, body, language())
    },
  }
  return wire
}

/** Never sooner than the server asked, and never all clients at once (attack A228). */
export function pauseMilliseconds(attempt: number, seconds: number): number {
  return (seconds * 1000 || 250 * 2 ** attempt) * (1 + Math.random())
}
