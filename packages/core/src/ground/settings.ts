import { defaultParties } from '@ztoken/token'
import type { KeySchedule } from './keys/key-ring.ts'
import type { CoreOptions } from './options.ts'
import type { StalePolicy } from './revocation/revocations.ts'
import type { SessionPolicy } from './session/session-changes.ts'

/** All in seconds. */
export interface Lifetimes {
  readonly accessToken: number
  readonly sessionIdle: number
  readonly session: number
  readonly stepUp: number
  readonly audit: number
}

/** The options with their defaults, each of which stands here and nowhere else. */
export interface Settings {
  readonly parties: { readonly issuer: string; readonly audience: string }
  readonly lifetimes: Lifetimes
  /** No access token of ours holds longer, whatever a server that issued it was set to. */
  readonly maximumTokenSeconds: number
  readonly leewaySeconds: number
  readonly tokenCacheSize: number
  readonly sessionPolicy: Pick<SessionPolicy, 'maximum' | 'whenFull' | 'oneForEachKind'>
  readonly stale: { readonly seconds: number; readonly policy: StalePolicy }
  readonly keySchedule: KeySchedule
  readonly pollMilliseconds: number
  readonly storeTimeoutMilliseconds: number
  readonly defaultRegion: string
  readonly failuresPerPhone: number
  /** Null: by what kind of address it is. */
  readonly failuresPerAddress: number | null
}

const day = 86_400

/** Throws TypeError for options that cannot be meant. */
export function settingsOf(options: CoreOptions): Settings {
  const { issuer = defaultParties.issuer, audience = defaultParties.audience } = options
  const { accessTokenSeconds = 3600, leewaySeconds = 5, sessionsPerUser = 50 } = options
  const maximumTokenSeconds = Math.max(day, accessTokenSeconds)
  return {
    parties: { issuer, audience },
    lifetimes: {
      accessToken: accessTokenSeconds,
      sessionIdle: positive(options.sessionIdleSeconds ?? 30 * day, 'sessionIdleSeconds'),
      session: positive(options.sessionSeconds ?? 90 * day, 'sessionSeconds'),
      stepUp: positive(options.stepUpSeconds ?? 15 * 60, 'stepUpSeconds'),
      audit: positive(options.auditDays ?? 400, 'auditDays') * day,
    },
    maximumTokenSeconds,
    leewaySeconds,
    tokenCacheSize: options.tokenCacheSize ?? 10_000,
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
    keySchedule: keySchedule(options, maximumTokenSeconds + leewaySeconds),
    pollMilliseconds: positive(options.pollMilliseconds ?? 500, 'pollMilliseconds'),
    storeTimeoutMilliseconds: positive(
      options.storeTimeoutMilliseconds ?? 5000,
      'storeTimeoutMilliseconds',
    ),
    defaultRegion: options.defaultRegion ?? 'CN',
    failuresPerPhone: options.failuresPerPhone ?? 10,
    failuresPerAddress: options.failuresPerAddress ?? null,
  }
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
