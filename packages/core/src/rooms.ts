import {
  type AccessToken,
  createIssuer,
  createReader,
  createRefreshTokens,
  type Format,
  type RefreshTokens,
  RevocationList,
  type Secret,
  type TokenFault,
  type TokenIssuer,
} from '@ztoken/token'
import { createPhones, type Phones } from './account/phone.ts'
import { createViews, type Views } from './account/views.ts'
import { createLoginLimits, type LoginLimits } from './limits/login-limits.ts'
import { createPasswords, type PasswordOptions, type Passwords } from './password/index.ts'
import type { Store } from './store/store.ts'

/** What the core is built from. Every default stands here or beside its use. */
export interface CoreOptions {
  readonly store: Store
  /** Checked secrets, newest first; refresh tokens are made with them. */
  readonly secrets: readonly Secret[]
  /** The format issued; it is accepted too. */
  readonly issueFormat: Format
  /** Further formats accepted. */
  readonly acceptFormats?: readonly Format[]
  readonly issuer?: string
  readonly audience?: string
  readonly accessTokenSeconds?: number
  /** A session unused for so long is over. */
  readonly sessionIdleSeconds?: number
  /** A session is over after so long, however much it is used. */
  readonly sessionSeconds?: number
  readonly leewaySeconds?: number
  /** Verified tokens remembered. */
  readonly tokenCacheSize?: number
  readonly defaultRegion?: string
  readonly failuresPerPhone?: number
  readonly failuresPerAddress?: number
  readonly passwords?: PasswordOptions
  /** Now, in milliseconds since 1970. */
  readonly clock?: () => number
  /** Milliseconds that only go forward, from any start. */
  readonly monotonic?: () => number
}

/** The rooms, built. A flow may use any of them; no room knows another. */
export interface Rooms {
  readonly clock: () => number
  readonly store: Store
  readonly phones: Phones
  readonly views: Views
  readonly passwords: Passwords
  readonly limits: LoginLimits
  readonly issuer: TokenIssuer
  readonly reader: { read(token: unknown): AccessToken | TokenFault }
  readonly refreshTokens: RefreshTokens
  readonly revocations: RevocationList
  readonly lifetimes: Lifetimes
}

/** All in seconds. */
export interface Lifetimes {
  readonly accessToken: number
  readonly sessionIdle: number
  readonly session: number
}

const day = 86_400

export function buildRooms(options: CoreOptions): Rooms {
  const { store, secrets, issueFormat, acceptFormats = [] } = options
  const { clock = Date.now, monotonic = () => performance.now() } = options
  const parties = { issuer: options.issuer ?? 'ztoken', audience: options.audience ?? 'ztoken' }
  const accessTokenSeconds = options.accessTokenSeconds ?? 3600
  const revocations = new RevocationList()
  const phones = createPhones(options.defaultRegion ?? 'CN')
  const formats = new Map([issueFormat, ...acceptFormats].map((format) => [format.name, format]))

  return {
    clock,
    store,
    phones,
    revocations,
    views: createViews(phones.tutorialForm),
    passwords: createPasswords(options.passwords),
    limits: createLoginLimits({
      failuresPerPhone: options.failuresPerPhone ?? 10,
      failuresPerAddress: options.failuresPerAddress ?? 100,
      monotonic,
    }),
    issuer: createIssuer({ ...parties, format: issueFormat, clock, accessTokenSeconds }),
    reader: createReader({
      ...parties,
      formats: [...formats.values()],
      clock,
      revocations,
      leewaySeconds: options.leewaySeconds ?? 5,
      maximumTokenSeconds: Math.max(day, accessTokenSeconds),
      cacheSize: options.tokenCacheSize ?? 10_000,
    }),
    refreshTokens: createRefreshTokens(secrets),
    lifetimes: {
      accessToken: accessTokenSeconds,
      sessionIdle: options.sessionIdleSeconds ?? 30 * day,
      session: options.sessionSeconds ?? 90 * day,
    },
  }
}
