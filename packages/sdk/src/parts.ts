import type { UrlOf } from './address.ts'
import type { Clock, Lock, Reply } from './ports.ts'
import type { Keeping, Tokens } from './tokens.ts'
import type { Wire } from './wire.ts'

/** What the parts of one client share. */
export interface Parts<R extends Reply> {
  readonly wire: Wire<R>
  readonly keeping: Keeping
  readonly clock: Clock
  readonly lock: Lock
  readonly urlOf: UrlOf
  /** Resolves when the storage has been read. */
  readonly ready: Promise<void>
  renew(stale: Pick<Tokens, 'access_token'>): Promise<Tokens>
}

/** The parts of each client, for what is imported only where it is needed. */
export const partsOf: WeakMap<object, Parts<Reply>> = new WeakMap()
