import { defaultParties, type StalePolicy } from '@ztoken/token'
import { coreDefaults } from './defaults.ts'
import type { FactorPolicy } from './factors/policy.ts'
import type { FactorRecoveryPolicy } from './factors/recovery.ts'
import type { HumanCheckProvider } from './human-check/options.ts'
import type { KeySchedule } from './keys/key-ring.ts'
import { requireCodeOptions, type TestPhone } from './one-time-codes/options.ts'
import type { CoreOptions } from './options.ts'
import type { SessionPolicy } from './session/session-changes.ts'

/** All in seconds. */
export interface Lifetimes {
  readonly accessToken: number
  readonly sessionIdle: number
  readonly session: number
  readonly stepUp: number
  readonly audit: number
}

/** The options as they are meant, with their defaults. */
export interface Settings {
  readonly parties: { readonly issuer: string; readonly audience: string }
  readonly lifetimes: Lifetimes
  /** No access token of ours holds longer, whatever a server that issued it was set to. */
  readonly maximumTokenSeconds: number
  readonly leewaySeconds: number
  readonly tokenCacheSize: number
  readonly knownAccounts: number
  readonly sessionPolicy: Pick<SessionPolicy, 'maximum' | 'whenFull' | 'oneForEachKind'>
  readonly foreignAccess: boolean
  readonly authenticationClaims: boolean
  readonly whenBreachesUnavailable: 'accept' | 'refuse'
  readonly stale: { readonly seconds: number; readonly policy: StalePolicy }
  readonly keySchedule: KeySchedule
  readonly pollMilliseconds: number
  readonly storeTimeoutMilliseconds: number
  readonly defaultRegion: string
  readonly failuresPerPhone: number
  readonly codesPerDay: number
  /** ISO 3166-1 codes, or `*`. */
  readonly codeRegions: readonly string[]
  readonly testPhones: readonly TestPhone[]
  readonly factorPolicy: FactorPolicy
  readonly factorRecoveryPolicy: FactorRecoveryPolicy
  readonly trustedDeviceDays: number
  readonly humanCheck: boolean
  readonly humanCheckProvider: HumanCheckProvider | null
  /** Null: by what kind of address it is. */
  readonly failuresPerAddress: number | null
}

const day = 86_400

/** Throws TypeError for options that cannot be meant. */
export function settingsOf(options: CoreOptions): Settings {
  const { issuer = defaultParties.issuer, audience = defaultParties.audience } = options
  // Null is a choice here: as many as they like.
  const { sessionsPerUser = coreDefaults.sessionsPerUser } = options
  const chosen = { ...coreDefaults, ...given(options), sessionsPerUser }
  const { accessTokenSeconds, leewaySeconds } = chosen
  requireCodeOptions(options)
  requireRoomForClaims(options)
  const maximumTokenSeconds = Math.max(day, accessTokenSeconds)
  return {
    parties: { issuer, audience },
    lifetimes: {
      accessToken: accessTokenSeconds,
      sessionIdle: positive(chosen, 'sessionIdleSeconds'),
      session: positive(chosen, 'sessionSeconds'),
      stepUp: positive(chosen, 'stepUpSeconds'),
      audit: positive(chosen, 'auditDays') * day,
    },
    maximumTokenSeconds,
    leewaySeconds,
    tokenCacheSize: chosen.tokenCacheSize,
    knownAccounts: chosen.knownAccounts === 0 ? 0 : positive(chosen, 'knownAccounts'),
    sessionPolicy: {
      maximum: (sessionsPerUser ?? 0) === 0 ? null : positive(chosen, 'sessionsPerUser'),
      whenFull: chosen.whenSessionsFull,
      oneForEachKind: chosen.oneSessionForEachKind,
    },
    stale: { seconds: positive(chosen, 'staleSeconds'), policy: chosen.whenStale },
    foreignAccess: chosen.foreignAccess,
    authenticationClaims: chosen.authenticationClaims,
    whenBreachesUnavailable: chosen.whenBreachesUnavailable,
    keySchedule: keySchedule(chosen, maximumTokenSeconds + leewaySeconds),
    pollMilliseconds: positive(chosen, 'pollMilliseconds'),
    storeTimeoutMilliseconds: positive(chosen, 'storeTimeoutMilliseconds'),
    defaultRegion: chosen.defaultRegion,
    failuresPerPhone: chosen.failuresPerPhone,
    codesPerDay: chosen.codesPerDay,
    codeRegions: options.codeRegions ?? [chosen.defaultRegion],
    testPhones: options.testPhones ?? [],
    factorPolicy: {
      required: chosen.factorsRequired,
      roles: chosen.factorRoles,
      from: options.factorsRequiredFrom ?? null,
    },
    factorRecoveryPolicy: {
      hours: chosen.factorRecoveryHours === 0 ? 0 : positive(chosen, 'factorRecoveryHours'),
      exceptRoles: chosen.factorRecoveryOfRoles ? [] : chosen.factorRoles,
    },
    trustedDeviceDays: chosen.trustedDeviceDays === 0 ? 0 : positive(chosen, 'trustedDeviceDays'),
    humanCheck: chosen.humanCheck,
    humanCheckProvider: options.humanCheckProvider ?? null,
    failuresPerAddress: options.failuresPerAddress ?? null,
  }
}

type Chosen = typeof coreDefaults

/** What is left out, or null or undefined, is what it is by default. */
function given(options: CoreOptions): Partial<Chosen> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => (value ?? undefined) !== undefined),
  ) as Partial<Chosen>
}

/** Else they would be asked for, and be in no token. */
function requireRoomForClaims({ issueFormat, claims, authenticationClaims }: CoreOptions): void {
  if (issueFormat.name !== 'itsdangerous') return
  if (claims !== undefined) {
    throw new TypeError('claims: tokens of the itsdangerous format carry none')
  }
  if (authenticationClaims === true) {
    throw new TypeError('authenticationClaims: tokens of the itsdangerous format carry none')
  }
}

/** A server that learns late of a rotation signs a moment longer; clocks differ a little. */
const keyMarginSeconds = 300

function keySchedule(chosen: Chosen, tokenSeconds: number): KeySchedule {
  const rotation = positive(chosen, 'keyRotationDays') * day * 1000
  const publication = positive(chosen, 'keyPublicationSeconds') * 1000
  if (publication >= rotation) {
    throw new TypeError('keyPublicationSeconds has to be shorter than keyRotationDays')
  }
  return { rotation, publication, retention: (tokenSeconds + keyMarginSeconds) * 1000 }
}

function positive(chosen: Chosen, name: keyof Chosen): number {
  const value = chosen[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} is a whole number above 0`)
  }
  return value
}
