import type { UrlOf } from './address.ts'
import type { Clock, Lock, Reply, TokenStorage } from './ports.ts'
import type { Keeping, Tokens } from './tokens.ts'
import type { Wire } from './wire.ts'

/** What the parts of one client share. */
export interface Parts<R extends Reply> {
  readonly wire: Wire<R>
  readonly keeping: Keeping
  readonly clock: Clock
  readonly lock: Lock
  readonly storage: TokenStorage
  /** What the session is called in the list of devices. */
  readonly device: string | undefined
  readonly urlOf: UrlOf
  /** What the server's own paths begin with. */
  readonly prefix: string
  /** Resolves when the storage has been read. */
  readonly ready: Promise<void>
  renew(stale: Pick<Tokens, 'access_token'>): Promise<Tokens>
}

/** The parts of each client, for what is imported only where it is needed. */
export const partsOf: WeakMap<object, Parts<Reply>> = new WeakMap()

/** Throws TypeError for what `createClient` has not made. */
export function requirePartsOf(client: object): Parts<Reply> {
  const parts = partsOf.get(client)
  if (parts === undefined) throw new TypeError('this client was made by something else')
  return parts
}
