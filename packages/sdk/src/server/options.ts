import type { Language } from '@ztoken/contract'
import type { Clock, DefaultReply, Transport } from '../ports.ts'
import type { Asked } from './ports.ts'

export interface ServerClientOptions {
  /** Where this server reaches ztoken, e.g. `http://10.0.0.5:8080`. */
  readonly baseUrl: string
  /** The front end's own, as browsers see it: what ztoken has as its public URL. */
  readonly origin: string
  /** What the paths begin with that `forward` is asked for, e.g. `/auth`; nothing unless given. */
  readonly prefix?: `/${string}` | ''
  /** How ztoken is asked; by fetch unless given. */
  readonly transport?: Transport<DefaultReply>
  /**
   * The IP address of the browser: from the platform, or a header that your own proxy sets and nobody
   * else can. Left out: everybody counts as this server where attempts are limited.
   */
  readonly addressOf?: (asked: Asked) => string | null
  readonly clock?: Clock
  /** The language of errors; `zh-CN` unless given. */
  readonly language?: Language
}
