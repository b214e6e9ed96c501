import type { FailureName } from '../codes.ts'
import { cursorField, limitField, shown } from './fields.ts'
import type { Static } from './static.ts'

/** One login on one device. */
export const sessionView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'device', 'device_kind', 'address', 'created_at', 'used_at', 'current'],
  properties: {
    id: { type: 'string' },
    device: shown.nullableText,
    device_kind: shown.nullableText,
    address: shown.nullableText,
    created_at: { type: 'string' },
    /** The last login or refresh. */
    used_at: { type: 'string' },
    /** True for the session that asks. */
    current: { type: 'boolean' },
  },
} as const
export type SessionView = Static<typeof sessionView>

/** A page of sessions, 50 unless said. */
export const sessionsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { after: cursorField, limit: limitField },
} as const
export type SessionsQuery = Static<typeof sessionsQuery>

/** The newest first; `next` goes into `after` for the page that follows, null at the end. */
export const sessionsView = {
  type: 'object',
  additionalProperties: false,
  required: ['sessions', 'next'],
  properties: { sessions: { type: 'array', items: sessionView }, next: shown.nullableText },
} as const
export type SessionsView = Static<typeof sessionsView>

/** What ending several sessions answers. */
export const endedView = {
  type: 'object',
  additionalProperties: false,
  required: ['ended'],
  properties: { ended: { type: 'integer' } },
} as const
export type EndedView = Static<typeof endedView>

/** Who a request comes from, as a guard knows it: without asking the store. */
export const callerView = {
  type: 'object',
  additionalProperties: false,
  required: ['user_id', 'session_id', 'expires_at'],
  properties: {
    user_id: { type: 'string' },
    session_id: shown.nullableText,
    expires_at: { type: 'string' },
  },
} as const
export type CallerView = Static<typeof callerView>

/** What the stream of session events says once, before it closes: the refusal that comes next. */
export interface EndedEvent {
  readonly reason: FailureName
  readonly code: number
  readonly msg: string
}
