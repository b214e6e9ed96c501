import {
  type GrantView,
  type Language,
  type LoginBody,
  paths,
  type RegisterBody,
  type UpdateMeBody,
  type UserView,
} from '@ztoken/contract'
import { unlessAborted } from './abort.ts'
import { createUrlOf, type UrlOf } from './address.ts'
import { systemClock } from './clock.ts'
import { bodyOf, type ZtokenError } from './error.ts'
import { fetchTransport } from './fetch-transport.ts'
import type {
  Clock,
  DefaultReply,
  FetchInit,
  HeadersLike,
  Reply,
  Signal,
  TokenStorage,
  Transport,
} from './ports.ts'
import { createRenewal, isEnding } from './renewal.ts'
import { memoryStorage } from './storage/memory.ts'
import { type ClientState, createKeeping, type Tokens } from './tokens.ts'
import { createWire, plainHeaders } from './wire.ts'

export interface ClientOptions<R extends Reply = DefaultReply> {
  /** The server's origin, `https://api.example`, with a path or without; or a path of this site. */
  readonly baseUrl: string
  /** Where tokens are kept; in memory unless given. See `@ztoken/sdk/storage`. */
  readonly storage?: TokenStorage
  /** How requests are sent; by fetch unless given. */
  readonly transport?: Transport<R>
  readonly clock?: Clock
  /** The language of messages, or who knows it; `zh-CN` unless given. */
  readonly language?: Language | (() => Language)
  /** What the session is called in the list of devices, e.g. `Firefox on Linux`. */
  readonly device?: string
}

/** A token and what it belongs to, for whoever sends requests by other means. */
export type Credentials = Pick<Tokens, 'access_token' | 'session'>

export interface RequestOptions {
  readonly method?: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: HeadersLike
  readonly signal?: Signal | null
}

/**
 * The client of one server. Whatever fails throws ZtokenError: with the server's reason, or with
 * `network_failed`, `aborted`, `redirect_refused`, `unexpected_reply`, `signed_out`. An address
 * that is not on the configured origin is a TypeError.
 */
export interface Client<R extends Reply = DefaultReply> {
  /** Who is signed in, and why nobody is. The same object until something changes. */
  readonly state: ClientState
  readonly user: UserView | null
  login(input: LoginBody, options?: { readonly signal?: Signal }): Promise<UserView>
  register(input: RegisterBody, options?: { readonly signal?: Signal }): Promise<UserView>
  /** New tokens now. Nobody needs to call it: requests do it when they have to. */
  refresh(): Promise<void>
  /**
   * Forgets the tokens at once, with a network or without, and tells the server if it can.
   * Gives whether the server knows.
   */
  logout(): Promise<boolean>
  /**
   * As fetch, with the token. Resolves with any reply of the server's; where the token has expired,
   * with the reply to the same request sent again with a new one.
   */
  fetch(input: string | { readonly href: string }, init?: FetchInit): Promise<R>
  /** Sends and reads JSON in the envelope `{code, msg, data}`, and gives the data. */
  request<Data>(path: string, options?: RequestOptions): Promise<Data>
  /** Asks the server who is signed in. */
  loadUser(): Promise<UserView>
  updateUser(changes: UpdateMeBody): Promise<UserView>
  /** Calls when somebody signs in or out, here or in another tab. Gives the way to stop. */
  onChange(listener: (state: ClientState) => void): () => void
  /** Resolves when the storage has been read; needed only with a storage that takes time. */
  readonly ready: Promise<void>
  /** Stops listening to other tabs. */
  close(): void

  /** The language of the moment. */
  language(): Language

  /** For adapters of other HTTP clients: the address, if it is one a token may be sent to. */
  readonly urlOf: UrlOf
  /** For adapters: a token to send, renewed if it is known to have expired; null where nobody is. */
  credentials(signal?: Signal | null): Promise<Credentials | null>
  /**
   * For adapters: what a reply 401 or 403 means for these credentials. Gives those to send the
   * request again with, once; null where that makes no sense.
   */
  afterRefusal(
    sent: Credentials,
    reply: { readonly status: number; readonly body: unknown },
    signal?: Signal | null,
  ): Promise<Credentials | null>
}

/** Throws TypeError for a baseUrl that is none. */
export function createClient<R extends Reply = DefaultReply>(options: ClientOptions<R>): Client<R> {
  const { storage = memoryStorage(), clock = systemClock, language = 'zh-CN', device } = options
  const transport = options.transport ?? (fetchTransport() as unknown as Transport<R>)
  const urlOf = createUrlOf(options.baseUrl)
  const languageNow = typeof language === 'function' ? language : () => language
  const wire = createWire(transport, clock, languageNow)
  const keeping = createKeeping(storage, clock)
  const renew = createRenewal({ storage, keeping, clock, post, failure: wire.failure })
  const aborted = (): ZtokenError => wire.failure('aborted')
  const ready = Promise.resolve(storage.ready).then(() => void keeping.look())
  const unwatch = storage.watch?.(keeping.look)
  keeping.look()

  return {
    get state() {
      return keeping.state
    },
    get user() {
      return keeping.state.user
    },
    login: (input, init) => enter(paths.login, input, init?.signal),
    register: (input, init) => enter(paths.register, input, init?.signal),
    async refresh() {
      await ready
      const tokens = keeping.look()
      if (tokens === null) throw wire.failure('signed_out')
      await renew(tokens)
    },
    logout,
    fetch: fetchWithToken,
    request,
    loadUser: async () => keepUser(await request(paths.me)),
    updateUser: async (body) => keepUser(await request(paths.me, { method: 'PATCH', body })),
    onChange: keeping.onChange,
    ready,
    close: () => unwatch?.(),
    language: languageNow,
    urlOf,
    credentials,
    afterRefusal,
  }

  async function post<Data>(
    path: string,
    body: object,
    timeoutMilliseconds?: number,
    signal?: Signal,
  ): Promise<Data> {
    const reply = await wire.send({
      url: urlOf(path),
      method: 'POST',
      headers: { 'accept-language': languageNow(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(timeoutMilliseconds && { timeoutMilliseconds }),
      ...(signal && { signal }),
    })
    return wire.dataOf<Data>(reply)
  }

  async function enter(path: string, input: object, signal?: Signal): Promise<UserView> {
    await ready
    const body = device === undefined ? input : { device, ...input }
    const grant = await post<GrantView>(path, body, undefined, signal)
    keeping.keep(grant)
    return grant.user
  }

  async function logout(): Promise<boolean> {
    if (storage.ready) await ready
    const tokens = keeping.look()
    keeping.forget()
    if (tokens === null) return true
    const tell = async (token: string): Promise<void> => {
      const headers = { authorization: `Bearer ${token}`, 'accept-language': languageNow() }
      // The page may be closing.
      const init = { url: urlOf(paths.logout), method: 'POST', headers, keepalive: true }
      await wire.dataOf(await wire.send(init))
    }
    try {
      await tell(tokens.access_token).catch(async (error: ZtokenError) => {
        if (error.code !== 'token_expired') throw error
        const { refresh_token } = tokens
        await tell((await post<GrantView>(paths.refresh, { refresh_token })).access_token)
      })
      return true
    } catch (error) {
      return (error as ZtokenError).status === 401
    }
  }

  async function fetchWithToken(
    input: string | { readonly href: string },
    { method = 'GET', headers, ...init }: FetchInit = {},
  ): Promise<R> {
    const url = urlOf(input)
    const { signal, body } = init
    const send = (sent: Credentials | null): Promise<R> =>
      wire.send({
        ...init,
        url,
        method: method.toUpperCase(),
        headers: {
          'accept-language': languageNow(),
          ...plainHeaders(headers),
          ...(sent && { authorization: `Bearer ${sent.access_token}` }),
        },
      })
    const sent = await credentials(signal)
    const reply = await send(sent)
    const again = sent && (await afterReply(sent, reply))
    // A stream can be sent once.
    if (!again || typeof Object(body).getReader === 'function') return reply
    const second = await send(again)
    await afterReply(again, second, true)
    return second

    async function afterReply(
      used: Credentials,
      got: R,
      isReplay?: boolean,
    ): Promise<Credentials | null> {
      if (got.status !== 401 && got.status !== 403) return null
      const refusal = await bodyOf(got.clone?.() ?? got)
      // Once: a new token that is said to have expired stays refused.
      if (isReplay && refusal.reason === 'token_expired') return null
      return afterRefusal(used, { status: got.status, body: refusal }, signal)
    }
  }

  async function request<Data>(
    path: string,
    { body, headers, method = 'GET', signal }: RequestOptions = {},
  ): Promise<Data> {
    const json = body === undefined ? undefined : JSON.stringify(body)
    const type = json && { 'content-type': 'application/json' }
    const init = { method, signal, headers: { ...type, ...plainHeaders(headers) } }
    return wire.dataOf<Data>(await fetchWithToken(path, json ? { ...init, body: json } : init))
  }

  async function keepUser(user: UserView): Promise<UserView> {
    const work = async (): Promise<void> => keeping.keepUser(user)
    // Another tab may be writing new tokens beside the old user.
    await (storage.lock ? storage.lock(work) : work())
    return user
  }

  async function credentials(signal?: Signal | null): Promise<Tokens | null> {
    await ready
    const tokens = keeping.look()
    if (tokens === null || clock.now() < tokens.expires_at) return tokens
    try {
      return await unlessAborted(renew(tokens), signal, aborted)
    } catch (error) {
      // It is our clock that says so: while the session stands, the server has the last word.
      const still = keeping.look()
      if (still === null || signal?.aborted) throw error
      return still
    }
  }

  async function afterRefusal(
    sent: Credentials,
    reply: { readonly status: number; readonly body: unknown },
    signal?: Signal | null,
  ): Promise<Credentials | null> {
    const reason: unknown = Object(reply.body).reason
    if (reply.status === 401 && reason === 'token_expired') {
      const renewed = await unlessAborted(renew(sent), signal, aborted)
      // What one user asked for is never sent again in the name of another.
      return renewed.session.id === sent.session.id ? renewed : null
    }
    const isRefusal = reply.status === 401 || reply.status === 403
    if (isRefusal && isEnding(reason) && keeping.look()?.access_token === sent.access_token) {
      keeping.forget(reason)
    }
    return null
  }
}
