import type { TokenHeader } from '@ztoken/guard'
import type { FastifyServerOptions } from 'fastify'
import type { Draining } from './draining.ts'

/** Longer than load balancers keep theirs, which is a minute mostly. Seconds. */
export const defaultKeepAliveSeconds = 75

/** What holds for everything that is answered. */
export interface FrameOptions {
  /** Where the routes stand, such as `/auth`; at the root unless given. */
  readonly prefix?: string
  /** Front-end origins, exact texts such as `https://app.example`. None unless given. */
  readonly corsOrigins?: readonly string[]
  /** Addresses or networks whose `X-Forwarded-For` is believed. None unless given. */
  readonly trustedProxies?: readonly string[]
  /**
   * The address of these routes as browsers see it: for URLs that leave, which are relative unless it
   * is given, and then the only name beside this machine's own that `Host` may hold.
   */
  readonly publicUrl?: string
  /** True: this machine alone reaches it, and calls it so; `publicUrl` may add a name. */
  readonly isLocal?: boolean
  /**
   * How long a connection on which nothing is asked is kept, in seconds; 75 unless given. Longer than
   * whoever is in front keeps theirs, or a request arrives on a line that is being closed.
   */
  readonly keepAliveSeconds?: number
  /** Of a server that is about to stop: it is not ready, and each reply ends its connection. */
  readonly draining?: Draining
  /**
   * Where tokens are looked for: `any` unless given. `z-token` leaves `Authorization` to a platform
   * or a proxy in between. The tutorial's routes look at `z-token` alone, whatever is given.
   */
  readonly tokenHeader?: TokenHeader
  readonly logger?: Logger
}

export type Logger = NonNullable<FastifyServerOptions['logger']>
