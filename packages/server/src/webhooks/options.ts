import type { KeyObject } from 'node:crypto'
import { unfailing, type WebhookEndpoint, warn } from '@ztoken/core'
import { faultOfEndpoints } from './endpoints.ts'
import type { Fetch } from './post.ts'
import { importWebhookSecret } from './signature.ts'

export interface WebhooksOptions {
  /** The endpoints the core was given as `webhooks`. */
  readonly endpoints: readonly WebhookEndpoint[]
  /** `whsec_` and 24 to 64 bytes in base64; a list for rotation: messages are signed with all. */
  readonly secret: string | readonly string[] | undefined
  /** Told of faults that nobody waits for. By default a warning of the process. */
  readonly report?: (error: unknown) => void
  /** The core's clock, in milliseconds since 1970. */
  readonly clock?: () => number
  readonly fetch?: Fetch
  /** How often the store is asked for what nobody here was told of. */
  readonly pollMilliseconds?: number
  /** How long a receiver may take to answer. */
  readonly timeoutMilliseconds?: number
  /** How long `close` waits for what is under way. */
  readonly closeMilliseconds?: number
}

/** The options with every default. */
export interface WebhookSettings extends Required<Omit<WebhooksOptions, 'secret'>> {
  readonly keys: readonly KeyObject[]
  /** After so long another server takes over what a server that is gone had begun. */
  readonly leaseMilliseconds: number
}

/** Throws TypeError for endpoints and secrets that cannot be used. */
export function readOptions({ secret, ...given }: WebhooksOptions): WebhookSettings {
  const fault = faultOfEndpoints(given.endpoints)
  if (fault !== null) throw new TypeError(`webhooks: ${fault}`)
  const timeoutMilliseconds = given.timeoutMilliseconds ?? 15_000
  return {
    clock: Date.now,
    fetch: globalThis.fetch,
    pollMilliseconds: 1000,
    closeMilliseconds: 10_000,
    ...given,
    report: unfailing(given.report ?? warn),
    timeoutMilliseconds,
    keys: keysOf(secret),
    // The last of a line begins after three time-outs at most.
    leaseMilliseconds: 4 * timeoutMilliseconds,
  }
}

function keysOf(secret: string | readonly string[] | undefined): KeyObject[] {
  const texts = typeof secret === 'string' ? [secret] : (secret ?? [])
  const keys = texts.map(importWebhookSecret).filter((key) => key !== null)
  if (keys.length > 0 && keys.length === texts.length) return keys
  if (texts.length === 0) {
    throw new TypeError('webhooks: there is no secret; is the variable that holds it set?')
  }
  throw new TypeError('webhooks: a secret is whsec_ and 24 to 64 bytes in base64')
}
