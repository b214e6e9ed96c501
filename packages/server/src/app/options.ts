import type { FastifyServerOptions } from 'fastify'
import type { PictureUser } from '../avatars/picture-user.ts'
import type { AvatarStorage } from '../avatars/storage.ts'
import type { AboutOptions } from './about.ts'
import type { FiguresOptions } from './figures.ts'
import type { FeedOptions } from './revocations.ts'
import type { SessionEventsOptions } from './session-events.ts'

export interface AppOptions {
  /** Where the routes stand, such as `/auth`; at the root unless given. */
  readonly prefix?: string
  /** Front-end origins, exact texts such as `https://app.example`. None unless given. */
  readonly corsOrigins?: readonly string[]
  /** Addresses or networks whose `X-Forwarded-For` is believed. None unless given. */
  readonly trustedProxies?: readonly string[]
  /** The revocation feed: tokens of the services that follow it, and how it is sent. */
  readonly feed?: FeedOptions
  /**
   * Whether the pages are served, under `/app/`: signing in, one's own account, administration.
   * Not unless given.
   */
  readonly pages?: boolean
  /** The event streams that tell pages of the end of their session. */
  readonly sessionEvents?: SessionEventsOptions
  /** What `GET /v1/about` says beside the version. */
  readonly about?: AboutOptions
  /** False: strangers may not register. */
  readonly registration?: boolean
  /** What is counted: tokens of what scrapes it, e.g. Prometheus. */
  readonly figures?: FiguresOptions
  /** Where pictures of people are kept. Without it there are none, and no routes for them. */
  readonly avatars?: AvatarStorage
  /** As whom pictures are decoded, where this process runs as root: another user than its own. */
  readonly pictureUser?: PictureUser
  /**
   * The address of these routes as browsers see it: for URLs that leave, which are relative unless it
   * is given, and then the only name beside this machine's own that `Host` may hold.
   */
  readonly publicUrl?: string
  /** True: this machine alone reaches it, and calls it so; `publicUrl` may add a name. */
  readonly isLocal?: boolean
  readonly logger?: Logger
}

export type Logger = NonNullable<FastifyServerOptions['logger']>
