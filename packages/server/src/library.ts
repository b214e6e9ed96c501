import { type Core, type CoreOptions, createCore, type Store } from '@ztoken/core'
import { type LoginRequiredOptions, loginRequired, type Middleware } from '@ztoken/guard/node'
import {
  type FormatName,
  type ItsdangerousOptions,
  importSecrets,
  type SignedAlgorithm,
} from '@ztoken/token'
import { formatNamed } from './formats.ts'

type Tuning = Omit<CoreOptions, 'store' | 'secrets' | 'issueFormat' | 'acceptFormats'>

export interface ZtokenOptions extends Tuning {
  /** 32 bytes or more; a list for rotation, the newest first. */
  readonly secret: string | readonly string[]
  /** `sqlite('app.db')`, `memory()` or a store of your own. */
  readonly store: Store | (() => Promise<Store>)
  /** What is issued. */
  readonly format?: FormatName
  /** What is accepted besides. */
  readonly acceptFormats?: readonly FormatName[]
  readonly signedAlgorithm?: SignedAlgorithm
  /** The Flask application's secrets, algorithm and salt; by default the secret above as it is. */
  readonly itsdangerous?: ItsdangerousOptions
}

/** Token login as verbs: the core's, and the tutorial's decorator as a middleware. */
export interface Ztoken extends Core {
  /** The tutorial's decorator for Express, Connect and plain node:http. */
  loginRequired(options?: LoginRequiredOptions): Middleware
}

/**
 * Opens ztoken as a library.
 * Throws KeyError for a secret that may not be used, TypeError for options that cannot be meant,
 * ZtokenError `unavailable` where the store cannot be opened.
 */
export async function createZtoken(options: ZtokenOptions): Promise<Ztoken> {
  const { secret, store, format = 'encrypted', acceptFormats = [], ...rest } = options
  const { signedAlgorithm = 'HS256', itsdangerous, ...tuning } = rest
  const secrets = importSecrets(secret)
  const formatOptions = {
    secrets,
    signedAlgorithm,
    itsdangerous: itsdangerous ?? { secrets: typeof secret === 'string' ? [secret] : secret },
  }
  const core = await createCore({
    ...tuning,
    secrets,
    issueFormat: formatNamed(format, formatOptions),
    acceptFormats: acceptFormats.map((name) => formatNamed(name, formatOptions)),
    store: typeof store === 'function' ? await store() : store,
  })
  return { ...core, loginRequired: (guardOptions) => loginRequired(core, guardOptions) }
}

/** Data in one SQLite file, made where there is none. The driver is loaded when it is opened. */
export function sqlite(file: string): () => Promise<Store> {
  return async () => (await import('@ztoken/stores/sqlite')).sqliteStore(file)
}

/** Data in memory, for tests and to try things. */
export function memory(): () => Promise<Store> {
  return async () => (await import('@ztoken/stores')).memoryStore()
}
