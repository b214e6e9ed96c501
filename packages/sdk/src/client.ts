import type {
  Call,
  GrantView,
  Language,
  LoginBody,
  RegisterBody,
  UpdateMeBody,
  UserView,
} from '@ztoken/contract'
import { putMe, readMe } from '@ztoken/contract/me'
import { register } from '@ztoken/contract/registration'
import { login } from '@ztoken/contract/sign-in'
import { type Address, createUrlOf, type UrlOf } from './address.ts'
import { systemClock } from './clock.ts'
import { createEntrance } from './entrance.ts'
import { fetchTransport } from './fetch-transport.ts'
import { type Parts, partsOf } from './parts.ts'
import type {
  Clock,
  DefaultReply,
  FetchInit,
  Lock,
  Reply,
  Signal,
  TokenHeader,
  TokenStorage,
  Transport,
} from './ports.ts'
import { createRenewal } from './renewal.ts'
import { type Credentials, createRequests, type Refusal, type RequestOptions } from './requests.ts'
import { memoryStorage } from './storage/memory.ts'
import { type ClientState, createKeeping, isSame } from './tokens.ts'
import { type CallOptions, createWire } from './wire.ts'

export interface ClientOptions<R extends Reply = DefaultReply> {
  /** The server's origin, `https://api.example`, with a path or without; or a path of this site. */
  readonly baseUrl: string
  /**
   * Where the server is mounted below `baseUrl`, e.g. `/auth`: what it answers itself begins so,
   * `request` too, while `fetch` takes your own paths, `/api/mine`. Nothing unless given.
   */
  readonly prefix?: `/${string}` | ''
  /** Where tokens are kept; in memory unless given. See `@ztoken/sdk/storage`. */
  readonly storage?: TokenStorage
  /** How requests are sent; by fetch unless given. */
  readonly transport?: Transport<R>
  readonly clock?: Clock
  /** The language of messages, or who knows it; `zh-CN` unless given. */
  readonly language?: Language | (() => Language)
  /** What the session is called in the list of devices, e.g. `Firefox on Linux`. */
  readonly device?: string
  /**
   * The header that tokens are sent in; `authorization` unless given. With `z-token` whatever stands
   * in `Authorization` is left to the application, e.g. to a platform or a proxy in between.
   */
  readonly header?: TokenHeader
}

/** What goes with a request to sign in. */
export type SignInOptions = Pick<CallOptions, 'signal' | 'headers'>

/**
 * The client of one server. Whatever fails throws ZtokenError: with the server's reason, or with
 * `network_failed`, `aborted`, `redirect_refused`, `unexpected_reply`, `signed_out`. An address
 * that is not on the configured origin is a TypeError.
 */
export interface Client<R extends Reply = DefaultReply> {
  /** Who is signed in, and why nobody is. The same object until something changes. */
  readonly state: ClientState
  readonly user: UserView | null
  /**
   * Signs in by phone and password. Out: who it is.
   *
   * @throws ZtokenError what the server says, e.g. `credentials_wrong`, `user_banned`,
   * `too_many_requests` with `retryAfterSeconds`; `network_failed`, `aborted`.
   * @example
   * const client = createClient({ baseUrl: 'https://api.example' })
   * const user = await client.login({ phone: '13800138000', password })
   */
  login(input: LoginBody, options?: SignInOptions): Promise<UserView>
  /**
   * Makes an account and signs in. Out: who it is.
   *
   * @throws ZtokenError e.g. `phone_taken`, `password_too_short`, `network_failed`, `aborted`.
   */
  register(input: RegisterBody, options?: SignInOptions): Promise<UserView>
  /**
   * Signs in by what a route of your own answers in the place of `login`: a grant as the wire shows
   * it, `auth.views.grant(await auth.signIn(userId))`. As if by `login`, for other tabs too. Out: who
   * it is.
   *
   * @throws TypeError for what is no grant; whoever was signed in still is.
   */
  adopt(grant: GrantView): Promise<UserView>
  /**
   * New tokens now. Nobody needs to call it: requests do it when they have to.
   *
   * @throws ZtokenError `signed_out` where nobody is, why the session is over, `network_failed`.
   */
  refresh(): Promise<void>
  /**
   * Forgets the tokens at once, with a network or without, and tells the server if it can.
   * Gives whether the server knows. Never rejects.
   */
  logout(): Promise<boolean>
  /**
   * As fetch, with the token: takes a path, an address, a URL or a Request, and may be handed to
   * whoever wants a fetch. Resolves with any reply of the server's; where the token has expired,
   * with the reply to the same request sent again with a new one. The body of a Request is read
   * first; one given as a stream is sent once, and its reply is the refusal.
   *
   * @throws ZtokenError `network_failed`, `aborted`, `redirect_refused`; TypeError for an address on
   * another origin and a body that was read before (both reject).
   */
  fetch(input: Address, init?: FetchInit | null): Promise<R>
  /**
   * Sends and reads JSON in the envelope `{code, msg, data}`, and gives the data.
   *
   * @throws ZtokenError what the server says, `network_failed`, `aborted`, `unexpected_reply`.
   */
  request<Data>(path: string, options?: RequestOptions): Promise<Data>
  /**
   * Asks the server who is signed in.
   *
   * @throws ZtokenError `signed_out`, why the session is over, `network_failed`.
   */
  loadUser(): Promise<UserView>
  /**
   * Changes one's own account; a member left out stays as it is. Out: the account as it is now.
   *
   * @throws ZtokenError `signed_out`, `invalid_request`, `network_failed`.
   */
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
  /** What the paths begin with that the server answers itself. */
  readonly prefix: string
  /** For adapters: the header a token is sent in. */
  readonly header: TokenHeader
  /**
   * For adapters: a token to send, renewed if it is known to have expired; null where nobody is.
   *
   * @throws ZtokenError why the session is over, `network_failed`, `aborted`.
   */
  credentials(signal?: Signal | null): Promise<Credentials | null>
  /**
   * For adapters: what a reply 401 or 403 means for these credentials. Gives those to send the
   * request again with, once; null where that makes no sense.
   *
   * @throws ZtokenError why the session is over, `network_failed`, `aborted`.
   */
  afterRefusal(
    sent: Credentials,
    refusal: Refusal,
    signal?: Signal | null,
  ): Promise<Credentials | null>
}

/** Throws TypeError for a baseUrl that is none. */
export function createClient<R extends Reply = DefaultReply>(options: ClientOptions<R>): Client<R> {
  const {
    storage = memoryStorage(),
    clock = systemClock,
    device,
    prefix = '',
    header = 'authorization',
    language: chosen = 'zh-CN',
  } = options
  const language = typeof chosen === 'function' ? chosen : () => chosen
  const transport = options.transport ?? (fetchTransport() as unknown as Transport<R>)
  const urlOf = createUrlOf(options.baseUrl)
  const keeping = createKeeping(storage, clock)
  const lock: Lock = storage.lock ?? ((work) => work())
  const ready = Promise.resolve(storage.ready).then(() => void keeping.look())
  const wire = createWire({ transport, clock, urlOf, prefix, language, header })
  const base = { device, storage, wire, keeping, clock, lock, urlOf, prefix, ready }
  const parts: Parts<R> = { ...base, renew: createRenewal(base) }
  const { enter, adopt, leave } = createEntrance(parts)
  const requests = createRequests(parts)
  const close = storage.watch?.(keeping.look) ?? (() => {})
  keeping.look()

  const client: Client<R> = {
    ...requests,
    get state() {
      return keeping.state
    },
    get user() {
      return keeping.state.user
    },
    login: (input, init) =>
      ready.then(() => enter(login, { device, device_token: storage.device?.(), ...input }, init)),
    register: (input, init) => enter(register, { device, ...input }, init),
    adopt,
    async refresh() {
      await ready
      const tokens = keeping.look()
      if (tokens === null) throw wire.failure('signed_out')
      await parts.renew(tokens)
    },
    async logout() {
      // What is in memory goes before anything else happens.
      if (storage.ready) await ready
      return leave()
    },
    loadUser: () => ask(readMe),
    updateUser: (changes) => ask(putMe, changes),
    onChange: keeping.onChange,
    ready,
    close,
    language,
    urlOf,
    prefix,
    header,
  }
  partsOf.set(client, parts as unknown as Parts<Reply>)
  return client

  async function ask<Input>(call: Call<Input, UserView>, body?: Input): Promise<UserView> {
    const user = await requests.request<UserView>(call.path, { ...call, body })
    // Another tab may be writing new tokens beside the old user.
    if (!isSame(user, keeping.state.user)) await lock(async () => keeping.keepUser(user))
    return user
  }
}
