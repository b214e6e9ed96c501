import { unlessAborted } from './abort.ts'
import { bodyOf } from './error.ts'
import type { Parts } from './parts.ts'
import type { FetchInit, HeadersLike, Reply, Signal } from './ports.ts'
import { isEnding } from './renewal.ts'
import type { Tokens } from './tokens.ts'
import { jsonType, plainHeaders } from './wire.ts'

/** A token and what it belongs to, for whoever sends requests by other means. */
export type Credentials = Pick<Tokens, 'access_token' | 'session' | 'user'>

/** What a reply 401 or 403 says. */
export interface Refusal {
  readonly status: number
  /** The `reason` of its body, whatever that is. */
  readonly reason: unknown
  /** The request was sent again already. */
  readonly isReplay?: boolean | undefined
}

export interface RequestOptions {
  readonly method?: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: HeadersLike
  readonly signal?: Signal | null
}

type Wish = Signal | null | undefined

/** Requests with the token; documented at `Client`. */
export interface Requests<R extends Reply> {
  fetch(input: string | { readonly href: string }, init?: FetchInit): Promise<R>
  request<Data>(path: string, options?: RequestOptions): Promise<Data>
  credentials(signal?: Wish): Promise<Credentials | null>
  afterRefusal(sent: Credentials, refusal: Refusal, signal?: Wish): Promise<Credentials | null>
}

export function createRequests<R extends Reply>(parts: Parts<R>): Requests<R> {
  const { keeping, wire, clock, renew } = parts

  return { fetch, request, credentials, afterRefusal }

  async function fetch(
    input: string | { readonly href: string },
    { method = 'GET', headers, ...init }: FetchInit = {},
  ): Promise<R> {
    const url = parts.urlOf(input)
    const { signal, body } = init
    const send = (credentials: Credentials | null): Promise<R> =>
      wire.send(
        { ...init, url, method: method.toUpperCase(), headers: plainHeaders(headers) },
        credentials?.access_token,
      )
    const sent = await credentials(signal)
    const reply = await send(sent)
    const again = sent && (await afterReply(sent, reply, signal))
    // A stream can be sent once.
    if (!again || typeof Object(body).getReader === 'function') return reply
    const second = await send(again)
    await afterReply(again, second, signal, true)
    return second
  }

  async function afterReply(
    sent: Credentials,
    reply: R,
    signal: Wish,
    isReplay?: boolean,
  ): Promise<Credentials | null> {
    const { status } = reply
    if (status !== 401 && status !== 403) return null
    const { reason } = await bodyOf(reply.clone?.() ?? reply)
    return afterRefusal(sent, { status, reason, isReplay }, signal)
  }

  async function request<Data>(
    path: string,
    { body, headers, ...init }: RequestOptions = {},
  ): Promise<Data> {
    const json = JSON.stringify(body)
    const reply = await fetch(path, {
      ...init,
      headers: { ...(json && jsonType), ...plainHeaders(headers) },
      body: json,
    })
    return wire.dataOf<Data>(reply)
  }

  async function credentials(signal?: Wish): Promise<Tokens | null> {
    await parts.ready
    const tokens = keeping.look()
    if (tokens === null || clock.now() < tokens.expires_at) return tokens
    try {
      return await unlessAborted(renew(tokens), signal, wire.failure)
    } catch (error) {
      // It is our clock that says so: while the session stands, the server has the last word.
      const still = keeping.look()
      if (still === null || signal?.aborted) throw error
      return still
    }
  }

  async function afterRefusal(
    sent: Credentials,
    { status, reason, isReplay }: Refusal,
    signal?: Wish,
  ): Promise<Credentials | null> {
    // Of an invalid one the session may go on, e.g. when the key it was signed with was revoked.
    const isStale = reason === 'token_expired' || (reason === 'token_invalid' && !isReplay)
    if (status === 401 && isStale) {
      // Once: a new token that is said to have expired stays refused.
      if (isReplay) return null
      const renewed = await unlessAborted(renew(sent), signal, wire.failure)
      // What was asked for in one session is sent again in none but the one in its place.
      return lineOf(renewed) === lineOf(sent) ? renewed : null
    }
    const isRefusal = status === 401 || status === 403
    if (isRefusal && isEnding(reason) && keeping.look()?.access_token === sent.access_token) {
      keeping.forget(reason)
    }
    return null
  }
}

/** Whoever shows the password goes on in another session, which began when this one did. */
function lineOf({ user, session }: Credentials): string {
  return user.id + session.created_at
}
