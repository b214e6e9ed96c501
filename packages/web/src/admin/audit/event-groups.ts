import type { AuditEvent } from '@ztoken/contract'
import { eventNames } from './event-words.ts'

const failures = [
  'login_failed',
  'code_failed',
  'factor_failed',
  'factor_guessed',
  'passkey_counter_fell',
  'verification_failed',
  'refresh_token_reused',
] as const satisfies readonly AuditEvent[]

/** What is looked for together. The name is a key of the texts. */
const known = {
  failures,
  signIn: ['login', 'login_failed', 'logout', 'session_ended', 'refresh_token_reused'],
  users: [
    'user_registered',
    'user_created',
    'user_imported',
    'user_updated',
    'user_merged',
    'user_deleted',
  ],
  bans: ['user_banned', 'user_unbanned'],
  credentials: [
    'password_changed',
    'password_reset_requested',
    'password_reset',
    'identity_added',
    'identity_proven',
    'identity_removed',
    'identity_released',
    'identity_taken_back',
    'factor_added',
    'factor_removed',
    'recovery_codes_made',
    'recovery_code_used',
    'factor_recovery_asked',
    'factor_recovery_cancelled',
    'factor_recovered',
    'notice_denied',
  ],
  administration: [
    'role_changed',
    'role_deleted',
    'administrator_set_up',
    'key_rotated',
    'key_revoked',
    'data_exported',
    'data_imported',
  ],
} as const satisfies Readonly<Record<string, readonly AuditEvent[]>>

export type EventGroup = keyof typeof known | 'others'

const grouped = new Set<string>(Object.values(known).flat())

/** Every event in a group at least: what belongs to none is among the others. */
export const eventGroups: Readonly<Record<EventGroup, readonly string[]>> = {
  ...known,
  others: eventNames.filter((name) => !grouped.has(name)),
}

const grave = new Set<string>([...failures, 'user_banned', 'notice_denied'])
const weighty = new Set<string>([
  'user_deleted',
  'role_deleted',
  'key_revoked',
  'factor_removed',
  'data_exported',
  'session_ended',
])

/** In which colour an event stands: what has failed or was refused, what takes something away. */
export function toneOf(event: string): 'danger' | 'warning' | 'neutral' {
  if (grave.has(event)) return 'danger'
  return weighty.has(event) ? 'warning' : 'neutral'
}
