import type { StepUpWanted } from '@ztoken/contract'
import { type Core, createCore, type Store } from '@ztoken/core'
import {
  type GuardOptions,
  loginRequired,
  type Middleware,
  optionalLogin,
  requirePermission,
  requireRole,
  requireStepUp,
} from '@ztoken/guard/node'
import type { PostgresOptions } from '@ztoken/stores/postgres'
import { defaultParties, importSecrets } from '@ztoken/token'
import { formatNamed } from './formats.ts'
import { type OpenStore, requireKnownOptions, type ZtokenOptions } from './known-options.ts'

export type { OpenStore, ZtokenOptions } from './known-options.ts'

/**
 * Token login as verbs: the core's, and guards for Express, Connect and plain node:http. The core
 * asks with `requirePermission` and `requireRole`; a middleware that asks is called `…Required`.
 */
export interface Ztoken extends Core {
  /** The tutorial's decorator as a middleware. */
  loginRequired(options?: GuardOptions): Middleware
  /** The same, and strangers are let on as well: `findCaller(request)` is null then. */
  optionalLogin(options?: GuardOptions): Middleware
  /** A login and a permission, e.g. `user:edit`: one question to the store. */
  permissionRequired(permission: string, options?: GuardOptions): Middleware
  /** A login and a role. */
  roleRequired(role: string, options?: GuardOptions): Middleware
  /** A login in which somebody has shown lately who they are, e.g. `{ within: 300, factor: true }`. */
  stepUpRequired(wanted?: StepUpWanted, options?: GuardOptions): Middleware
}

/**
 * Opens ztoken as a library.
 * Throws KeyError for a secret that may not be used, TypeError for options that cannot be meant,
 * ZtokenError `unavailable` where the store cannot be opened.
 */
export async function createZtoken(options: ZtokenOptions): Promise<Ztoken> {
  requireKnownOptions(options)
  const { secret, store, format = 'encrypted', acceptFormats = [], ...rest } = options
  const { signedAlgorithm = 'HS256', itsdangerous, ...tuning } = rest
  const secrets = importSecrets(secret)
  const { issuer = defaultParties.issuer, audience = defaultParties.audience } = tuning
  const formatOptions = {
    secrets,
    parties: { issuer, audience },
    signedAlgorithm,
    itsdangerous: itsdangerous ?? {
      secrets: typeof secret === 'string' ? [secret] : (secret ?? []),
    },
  }
  const core = await createCore({
    sharedLimits: typeof store === 'function' && store.isShared === true,
    ...tuning,
    secrets,
    issueFormat: formatNamed(format, formatOptions),
    acceptFormats: acceptFormats.map((name) => formatNamed(name, formatOptions)),
    store: typeof store === 'function' ? await store() : store,
  })
  return {
    ...core,
    loginRequired: (guardOptions) => loginRequired(core, guardOptions),
    optionalLogin: (guardOptions) => optionalLogin(core, guardOptions),
    permissionRequired: (permission, guardOptions) =>
      requirePermission(core, permission, guardOptions),
    roleRequired: (role, guardOptions) => requireRole(core, role, guardOptions),
    stepUpRequired: (wanted, guardOptions) => requireStepUp(core, wanted, guardOptions),
  }
}

/**
 * Data in one SQLite file, made where there is none; other processes may open it too. The driver is
 * loaded when it is opened.
 */
export function sqlite(file: string | undefined): OpenStore {
  if (typeof file !== 'string' || file === '') {
    throw new TypeError('sqlite: there is no path of a file; is the variable that holds it set?')
  }
  const open = async (): Promise<Store> => (await import('@ztoken/stores/sqlite')).sqliteStore(file)
  return Object.assign(open, { isShared: file !== ':memory:' })
}

/**
 * Data in PostgreSQL, for one server or several. In: `postgres://…`. The driver is loaded when it
 * is opened, and the schema brought up to date.
 */
export function postgres(url: string | undefined, options: PostgresOptions = {}): OpenStore {
  if (typeof url !== 'string' || url === '') {
    throw new TypeError('postgres: there is no URL; is the variable that holds it set?')
  }
  const open = async (): Promise<Store> =>
    (await import('@ztoken/stores/postgres')).postgresStore(url, options)
  return Object.assign(open, { isShared: true })
}

/** Data in memory, for tests and to try things. */
export function memory(): OpenStore {
  return async () => (await import('@ztoken/stores')).memoryStore()
}
