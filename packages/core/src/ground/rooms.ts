import {
  type AccessToken,
  createDeviceTokens,
  createIssuer,
  createReader,
  createRefreshTokens,
  createResetTokens,
  createSetupTokens,
  type DeviceTokens,
  defaultParties,
  type Jwks,
  type PublicFormat,
  type PublicRingFormat,
  type RefreshTokens,
  type ResetTokens,
  type SetupTokens,
  type TokenFault,
  type TokenIssuer,
} from '@ztoken/token'
import { createPhones, type Phones } from './account/phone.ts'
import { createPortraits, type Portraits } from './account/portraits.ts'
import { createViews, type Views } from './account/views.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { createSharedClock, type SharedClock } from './clock/shared-clock.ts'
import type { KeySchedule } from './keys/key-ring.ts'
import { createKeys, type Keys } from './keys/keys.ts'
import { createLoginLimits, type LoginLimits } from './limits/login-limits.ts'
import type { CoreOptions } from './options.ts'
import { type Cursors, createCursors } from './page/cursor.ts'
import { createPasswords, type Passwords } from './password/index.ts'
import type { Breaches } from './password/rules.ts'
import { createRevocations, type Revocations, type StalePolicy } from './revocation/revocations.ts'
import { endReasons } from './session/session.ts'
import { sharedQuestion } from './shared-question.ts'
import { withDeadline } from './store/deadline.ts'
import type { Store } from './store/store.ts'
import { type Report, type Tell, tell, unfailing, warn } from './tell.ts'

/** The rooms, built. A flow may use any of them; no room knows another. */
export interface Rooms {
  /** Now, in milliseconds, by the clock that all who share the store go by. */
  readonly clock: () => number
  readonly sharedClock: SharedClock
  /** Never throws. */
  readonly report: Report
  readonly store: Store
  readonly phones: Phones
  readonly views: Views
  readonly portraits: Portraits
  readonly passwords: Passwords
  readonly limits: LoginLimits
  readonly issuer: TokenIssuer
  readonly reader: { read(token: unknown): AccessToken | TokenFault }
  readonly refreshTokens: RefreshTokens
  readonly resetTokens: ResetTokens
  readonly setupTokens: SetupTokens
  readonly deviceTokens: DeviceTokens
  readonly cursors: Cursors
  readonly revocations: Revocations
  /** The signing keys kept in the store; null where no format needs them. */
  readonly keys: Keys | null
  /** The public keys of the public format. */
  readonly jwks: () => Jwks
  readonly audit: Audit
  readonly lifetimes: Lifetimes
  readonly sessionPolicy: {
    readonly maximum: number | null
    readonly whenFull: 'end_oldest' | 'refuse'
    readonly oneForEachKind: boolean
  }
  readonly stale: { readonly seconds: number; readonly policy: StalePolicy }
  /** True where tokens that have no session are accepted, which only a user's revocation ends. */
  readonly acceptsForeign: boolean
  /** True where a caller by such a token holds the roles and permissions of its user. */
  readonly foreignAccess: boolean
}

/** All in seconds. */
export interface Lifetimes {
  readonly accessToken: number
  readonly sessionIdle: number
  readonly session: number
  readonly stepUp: number
  readonly audit: number
}

const day = 86_400

export function buildRooms(options: CoreOptions): Rooms {
  const { secrets, issueFormat, acceptFormats = [], sessionsPerUser = 50 } = options
  const { monotonic = () => performance.now() } = options
  const ownClock = options.clock ?? Date.now
  const report = unfailing(options.report ?? warn)
  const told: Tell = (listener, ...given) => tell(report, listener, ...given)
  const { issuer = defaultParties.issuer, audience = defaultParties.audience } = options
  const parties = { issuer, audience }
  // A text that one audience was given opens nothing at another under the same secret.
  const bound = secrets.map((secret) => secret.boundTo(parties))
  const accessTokenSeconds = options.accessTokenSeconds ?? 3600
  const store = withDeadline(
    options.store,
    positive(options.storeTimeoutMilliseconds ?? 5000, 'storeTimeoutMilliseconds'),
  )
  const leewaySeconds = options.leewaySeconds ?? 5
  const sharedClock = createSharedClock({
    store,
    clock: ownClock,
    monotonic,
    leewaySeconds,
    report,
  })
  const clock = sharedClock.now
  const phones = createPhones(options.defaultRegion ?? 'CN')
  // What issues reads as well: of two formats of one name it is the one that counts.
  const formats = new Map([...acceptFormats, issueFormat].map((format) => [format.name, format]))
  const maximumTokenSeconds = Math.max(day, accessTokenSeconds)
  const audit = createAudit({ clock, endpoints: options.webhooks ?? [], tell: told })
  const reader = createReader({
    ...parties,
    formats: [...formats.values()],
    clock,
    leewaySeconds,
    maximumTokenSeconds,
    cacheSize: options.tokenCacheSize ?? 10_000,
  })
  const pollMilliseconds = positive(options.pollMilliseconds ?? 500, 'pollMilliseconds')
  const revocations = createRevocations({
    store,
    reasons: endReasons,
    clock,
    ownClock,
    monotonic,
    pollMilliseconds,
    report,
    tell: told,
    share: sharedQuestion,
  })
  const publicKeys = formats.get('public') as PublicFormat | undefined
  const schedule = keySchedule(options, maximumTokenSeconds + leewaySeconds)
  const keys = isRing(publicKeys)
    ? createKeys({
        share: sharedQuestion,
        store,
        format: publicKeys,
        replaceUnreadable: options.replaceUnreadableKeys ?? false,
        secrets,
        schedule,
        audit,
        clock,
        pollMilliseconds,
        report,
      })
    : null
  revocations.onKeyRevoked((kid) => {
    reader.removeKey(kid)
    keys?.forget(kid)
  })

  return {
    clock,
    sharedClock,
    report,
    store,
    phones,
    views: createViews(phones.tutorialForm),
    portraits: createPortraits(told),
    passwords: createPasswords({
      ...options.passwords,
      words: ['ztoken', parties.issuer, parties.audience, ...(options.contextWords ?? [])],
      breaches: breachesOf(options, report),
    }),
    limits: createLoginLimits({
      failuresPerPhone: options.failuresPerPhone ?? 10,
      failuresPerAddress: options.failuresPerAddress ?? null,
      monotonic,
      clock,
      shared: options.sharedLimits === true ? store : null,
    }),
    issuer: createIssuer({ ...parties, format: issueFormat, clock, accessTokenSeconds }),
    reader,
    refreshTokens: createRefreshTokens(bound),
    resetTokens: createResetTokens(bound),
    setupTokens: createSetupTokens(bound),
    deviceTokens: createDeviceTokens(bound),
    cursors: createCursors(bound),
    revocations,
    keys,
    jwks: () => publicKeys?.jwks ?? { keys: [] },
    audit,
    lifetimes: {
      accessToken: accessTokenSeconds,
      sessionIdle: positive(options.sessionIdleSeconds ?? 30 * day, 'sessionIdleSeconds'),
      session: positive(options.sessionSeconds ?? 90 * day, 'sessionSeconds'),
      stepUp: positive(options.stepUpSeconds ?? 15 * 60, 'stepUpSeconds'),
      audit: positive(options.auditDays ?? 400, 'auditDays') * day,
    },
    sessionPolicy: {
      maximum:
        sessionsPerUser === null || sessionsPerUser === 0
          ? null
          : positive(sessionsPerUser, 'sessionsPerUser'),
      whenFull: options.whenSessionsFull ?? 'end_oldest',
      oneForEachKind: options.oneSessionForEachKind ?? false,
    },
    stale: {
      seconds: positive(options.staleSeconds ?? 10, 'staleSeconds'),
      policy: options.whenStale ?? 'ask',
    },
    acceptsForeign: formats.has('itsdangerous'),
    foreignAccess: options.foreignAccess ?? false,
  }
}

function breachesOf(
  { isBreached, whenBreachesUnavailable: whenUnavailable = 'accept' }: CoreOptions,
  report: (error: unknown) => void,
): Breaches | null {
  return isBreached === undefined ? null : { isBreached, whenUnavailable, report }
}

function isRing(format: PublicFormat | undefined): format is PublicRingFormat {
  return format !== undefined && 'replace' in format
}

/** A server that learns late of a rotation signs a moment longer; clocks differ a little. */
const keyMarginSeconds = 300

function keySchedule(
  { keyRotationDays = 90, keyPublicationSeconds = 3600 }: CoreOptions,
  tokenSeconds: number,
): KeySchedule {
  const rotation = positive(keyRotationDays, 'keyRotationDays') * day * 1000
  const publication = positive(keyPublicationSeconds, 'keyPublicationSeconds') * 1000
  if (publication >= rotation) {
    throw new TypeError('keyPublicationSeconds has to be shorter than keyRotationDays')
  }
  return { rotation, publication, retention: (tokenSeconds + keyMarginSeconds) * 1000 }
}

function positive(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} is a whole number above 0`)
  }
  return value
}
