import { createUrlOf } from './address.ts'
import { type Client, type ClientOptions, createClient } from './client.ts'
import { startCookies } from './cookie/start.ts'
import { type CookieStorage, cookieStorage } from './cookie/storage.ts'
import { cookieTransport } from './cookie/transport.ts'
import { fetchTransport } from './fetch-transport.ts'
import type { DefaultReply, Reply, TokenStorage, Transport } from './ports.ts'

export interface CookieClientOptions<R extends Reply = DefaultReply>
  extends Omit<ClientOptions<R>, 'storage'> {
  /** What the tabs of one client know each other by; `ztoken` unless given. */
  readonly name?: string
}

export interface CookiesOptions<R extends Reply = DefaultReply>
  extends Pick<CookieClientOptions<R>, 'baseUrl' | 'prefix' | 'name' | 'transport'> {
  /** False while a page keeps its tokens elsewhere; always true unless given. */
  readonly isInUse?: () => boolean
}

/** A storage and a transport that belong together, for a client with more of its own. */
export interface Cookies<R extends Reply> {
  readonly storage: TokenStorage
  readonly transport: Transport<R>
  /** Once the client is made: has it find out who is signed in, for which its `ready` waits. */
  start(client: Client<R>): void
}

/**
 * A client whose refresh token is in a cookie that no script reads (`HttpOnly`), for pages on the
 * server's own site. Its access token is in memory: a new tab, a reload and, with `remember` at the
 * login, a restarted browser find who is signed in. Everything else is as with `createClient`;
 * `client.ready` resolves when it is known who is. Throws TypeError for a baseUrl that is none.
 *
 * @example
 * const client = createCookieClient({ baseUrl: 'https://login.example' })
 * await client.login({ phone, password, remember: true })
 */
export function createCookieClient<R extends Reply = DefaultReply>(
  options: CookieClientOptions<R>,
): Client<R> {
  const { name, ...rest } = options
  const cookies = openCookies<R>(options)
  const client = createClient<R>({
    ...rest,
    storage: cookies.storage,
    transport: cookies.transport,
  })
  cookies.start(client)
  return client
}

/** The parts of such a client. Throws TypeError for a baseUrl that is none. */
export function openCookies<R extends Reply = DefaultReply>({
  baseUrl,
  prefix = '',
  name = 'ztoken',
  transport: send = fetchTransport() as unknown as Transport<R>,
  isInUse = () => true,
}: CookiesOptions<R>): Cookies<R> {
  let resolve = (): void => {}
  const ready = new Promise<void>((settle) => {
    resolve = settle
  })
  const storage: CookieStorage = cookieStorage(name, ready, isInUse)
  const { leaving } = storage
  const inFull = createUrlOf(baseUrl)
  const urlOf = (path: string): string => inFull(prefix + path)
  return {
    storage,
    transport: cookieTransport({ send, urlOf, name, leaving }),
    start: (client) => void startCookies(client, storage).then(resolve, resolve),
  }
}
