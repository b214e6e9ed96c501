import { type CoreOptions, type Store, suggestion } from '@ztoken/core'
import type { FormatName, ItsdangerousOptions, SignedAlgorithm } from '@ztoken/token'

type Tuning = Omit<CoreOptions, 'store' | 'secrets' | 'issueFormat' | 'acceptFormats'>

export interface ZtokenOptions extends Tuning {
  /** 32 bytes or more; a list for rotation, the newest first. Undefined: KeyError `secret_missing`. */
  readonly secret: string | readonly string[] | undefined
  /** `sqlite('app.db')`, `postgres('postgres://…')`, `memory()` or a store of your own. */
  readonly store: Store | OpenStore
  /** What is issued. */
  readonly format?: FormatName
  /** What is accepted besides. */
  readonly acceptFormats?: readonly FormatName[]
  readonly signedAlgorithm?: SignedAlgorithm
  /** The Flask application's secrets, algorithm and salt; by default the secret above as it is. */
  readonly itsdangerous?: ItsdangerousOptions
}

/** Opens a store when ztoken is made. */
export interface OpenStore {
  (): Promise<Store>
  /** True for a store that several servers share: failures are counted in it, unless said. */
  readonly isShared?: boolean
}

/** Every option, as a program without types has to be told: one that is not here does not compile. */
const known: Record<keyof ZtokenOptions, true> = {
  secret: true,
  store: true,
  format: true,
  acceptFormats: true,
  signedAlgorithm: true,
  itsdangerous: true,
  issuer: true,
  audience: true,
  accessTokenSeconds: true,
  sessionIdleSeconds: true,
  sessionSeconds: true,
  sessionsPerUser: true,
  whenSessionsFull: true,
  oneSessionForEachKind: true,
  stepUpSeconds: true,
  foreignAccess: true,
  leewaySeconds: true,
  tokenCacheSize: true,
  knownAccounts: true,
  defaultRegion: true,
  userFields: true,
  failuresPerPhone: true,
  failuresPerAddress: true,
  senders: true,
  codeRegions: true,
  codesPerDay: true,
  testPhones: true,
  humanCheck: true,
  humanCheckProvider: true,
  beforeLogin: true,
  beforeRegister: true,
  claims: true,
  authenticationClaims: true,
  sharedLimits: true,
  factorsRequired: true,
  factorRecoveryHours: true,
  factorRecoveryOfRoles: true,
  trustedDeviceDays: true,
  factorRoles: true,
  factorsRequiredFrom: true,
  totpIssuer: true,
  passkeys: true,
  passwords: true,
  contextWords: true,
  isBreached: true,
  whenBreachesUnavailable: true,
  keyRotationDays: true,
  keyPublicationSeconds: true,
  replaceUnreadableKeys: true,
  pollMilliseconds: true,
  staleSeconds: true,
  whenStale: true,
  storeTimeoutMilliseconds: true,
  auditDays: true,
  webhooks: true,
  notify: true,
  report: true,
  clock: true,
  monotonic: true,
}

/** Throws TypeError for what is no option, and for a store that is none. */
export function requireKnownOptions(options: ZtokenOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('createZtoken takes an object: { secret, store }')
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue
    throw new TypeError(`there is no option ${name}${suggestion(name, Object.keys(known))}`)
  }
  const store: unknown = options.store
  if (typeof store === 'string') throw new TypeError(`store is no text: write ${storeFor(store)}`)
  if (typeof store !== 'function' && (typeof store !== 'object' || store === null)) {
    throw new TypeError("store is missing: sqlite('app.db'), postgres(url) or memory()")
  }
}

/** A URL is not repeated: a password may stand in it. */
function storeFor(text: string): string {
  return /^postgres(ql)?:/.test(text) ? 'postgres(url)' : `sqlite('${text}')`
}
