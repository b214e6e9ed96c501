import { nullableText } from './fields.ts'
import type { Static } from './static.ts'

/** One thing that happened. */
export const auditEntryView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'at',
    'event',
    'actor_id',
    'user_id',
    'session_id',
    'address',
    'device',
    'detail',
  ],
  properties: {
    id: { type: 'string' },
    at: { type: 'string' },
    event: { type: 'string' },
    /** Who did it; null for the system and for strangers. */
    actor_id: nullableText,
    /** Whom it concerns. */
    user_id: nullableText,
    session_id: nullableText,
    address: nullableText,
    device: nullableText,
    detail: {
      anyOf: [{ type: 'object', additionalProperties: { type: 'string' } }, { type: 'null' }],
    },
  },
} as const
export type AuditEntryView = Static<typeof auditEntryView>
