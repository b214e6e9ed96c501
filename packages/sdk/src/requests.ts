import { unlessAborted } from './abort.ts'
import type { Address } from './address.ts'
import { type Asked, isStream, requestOf } from './asked.ts'
import { bodyOf } from './error.ts'
import { asJson } from './headers.ts'
import type { Parts } from './parts.ts'
import type { FetchInit, HeadersLike, Reply, Signal } from './ports.ts'
import { isEnding } from './renewal.ts'
import type { Tokens } from './tokens.ts'

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
  fetch(input: Address, init?: FetchInit | null): Promise<R>
  request<Data>(path: string, options?: RequestOptions): Promise<Data>
  credentials(signal?: Wish): Promise<Credentials | null>
  afterRefusal(sent: Credentials, refusal: Refusal, signal?: Wish): Promise<Credentials | null>
}

export function createRequests<R extends Reply>(parts: Parts<R>): Requests<R> {
  const { keeping, wire, clock, renew } = parts

  return { fetch, request, credentials, afterRefusal }

  async function fetch(input: Address, init?: FetchInit | null): Promise<R> {
    const request = await requestOf(parts.urlOf(input), input as Asked, init as Asked)
    const { signal, body } = request
    let sent: Credentials | null = await credentials(signal)
    for (let isReplay = false; ; isReplay = true) {
      const reply = await wire.send(request, sent?.access_token)
      const { status } = reply
      if (!sent || !isRefusal(status)) return reply
      const { reason } = await bodyOf(reply.clone?.() ?? reply)
      sent = await afterRefusal(sent, { status, reason, isReplay }, signal)
      if (!sent || isStream(body)) return reply
    }
  }

  async function request<Data>(path: string, options: RequestOptions = {}): Promise<Data> {
    return wire.dataOf<Data>(
      await fetch(parts.prefix + path, { ...options, ...asJson(options.body, options.headers) }),
    )
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
    if (isRefusal(status) && isEnding(reason)) {
      if (keeping.look()?.access_token === sent.access_token) keeping.forget(reason)
    }
    return null
  }
}

function isRefusal(status: number): boolean {
  return status === 401 || status === 403
}

/** Whoever shows the password goes on in another session, which began when this one did. */
function lineOf({ user, session }: Credentials): string {
  return user.id + session.created_at
}
