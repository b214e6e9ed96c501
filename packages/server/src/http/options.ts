import type { TokenHeader } from '@ztoken/guard'
import type { FastifyServerOptions } from 'fastify'

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
   * How long a connection is kept that asks nothing: 75, longer than balancers keep theirs, so that
   * it is them who close it and no request meets a connection that is just going.
   */
  readonly keepAliveSeconds?: number
  /**
   * Where tokens are looked for: `any` unless given. `z-token` leaves `Authorization` to a platform
   * or a proxy in between. The tutorial's routes look at `z-token` alone, whatever is given.
   */
  readonly tokenHeader?: TokenHeader
  /**
   * Whether browsers on this site may have what outlives a page in cookies (`transport: "cookie"`),
   * and pages on the listed origins send them. True unless given.
   */
  readonly cookies?: boolean
  readonly logger?: Logger
  /** True from when the server is to stop: it still answers, and every reply ends its connection. */
  readonly isStopping?: () => boolean
}

/**
 * How strangers come to an account: by a password or a code, by a code alone, so that nobody learns
 * who has one (attack A008), or not at all.
 */
export type RegistrationMode = boolean | 'code'

export const keepAliveSeconds = 75

export type Logger = NonNullable<FastifyServerOptions['logger']>
