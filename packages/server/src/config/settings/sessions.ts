import { coreDefaults } from '@ztoken/core'
import { duration } from '../durations.ts'
import { bearerTokens, oneOf, truth, whole } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** How long sessions last, how their end is known elsewhere, and how long the audit is kept. */
export interface SessionSettings {
  readonly session_idle_seconds: number
  readonly session_seconds: number
  readonly sessions_per_user: number
  readonly sessions_when_full: 'end_oldest' | 'refuse'
  readonly one_session_for_each_kind: boolean
  readonly step_up_seconds: number
  readonly when_stale: 'refuse' | 'ask' | 'serve'
  readonly stale_seconds: number
  readonly poll_milliseconds: number
  readonly known_accounts: number
  readonly feed_tokens: readonly string[]
  readonly permission_tokens: readonly string[]
  readonly metrics_tokens: readonly string[]
  readonly session_streams: number
  readonly audit_days: number
}

export const sessionReadings: ReadingsOf<SessionSettings> = {
  session_idle_seconds: {
    fallback: coreDefaults.sessionIdleSeconds,
    about: 'a session unused for so long is over',
    read: duration('seconds', 60, 315_360_000),
  },
  session_seconds: {
    fallback: coreDefaults.sessionSeconds,
    about: 'a session is over after so long, however much it is used',
    read: duration('seconds', 60, 315_360_000),
  },
  sessions_per_user: {
    fallback: coreDefaults.sessionsPerUser ?? 0,
    about: 'sessions a user may have open; 0: as many as they like',
    read: whole(0, 10_000),
  },
  sessions_when_full: {
    fallback: coreDefaults.whenSessionsFull,
    about: 'what a login too many does: `end_oldest`, the least recently used, or `refuse`',
    read: oneOf(['end_oldest', 'refuse']),
  },
  one_session_for_each_kind: {
    fallback: coreDefaults.oneSessionForEachKind,
    about: 'whether a login ends the other sessions of the same kind of device',
    read: truth,
  },
  step_up_seconds: {
    fallback: coreDefaults.stepUpSeconds,
    about: 'what is sensitive asks again for a password shown longer ago than this',
    read: duration('seconds', 1, 31_536_000),
  },
  when_stale: {
    fallback: coreDefaults.whenStale,
    about: 'what guards do while they may not know of revocations: `refuse`, `ask` or `serve`',
    read: oneOf(['refuse', 'ask', 'serve']),
  },
  stale_seconds: {
    fallback: coreDefaults.staleSeconds,
    about: 'from what age on they may not know',
    read: duration('seconds', 1, 86_400),
  },
  poll_milliseconds: {
    fallback: coreDefaults.pollMilliseconds,
    about: 'how often the database is asked what other processes have revoked',
    read: duration('milliseconds', 10, 60_000),
  },
  known_accounts: {
    fallback: coreDefaults.knownAccounts,
    about:
      'accounts remembered by each process, so that a guarded request asks no database; 0: none',
    read: whole(0, 10_000_000),
  },
  feed_tokens: {
    fallback: [],
    about: 'tokens of the services that follow the revocation feed',
    read: bearerTokens,
  },
  permission_tokens: {
    fallback: [],
    about:
      'the same, of those whose guards ask for permissions: they may know what any account may do',
    read: bearerTokens,
  },
  metrics_tokens: {
    fallback: [],
    about: 'tokens of what scrapes `/metrics`, e.g. Prometheus',
    read: bearerTokens,
  },
  session_streams: {
    fallback: 5000,
    about: 'pages that may follow their session at the same time, of each process',
    read: whole(1, 1_000_000),
  },
  audit_days: {
    fallback: coreDefaults.auditDays,
    about: 'how long the audit is kept',
    read: duration('days', 1, 36_500),
  },
}
