import { nullableText } from './fields.ts'
import type { Static } from './static.ts'

/** Who a request comes from, as a guard knows it: without asking the store. */
export const callerView = {
  type: 'object',
  additionalProperties: false,
  required: ['user_id', 'session_id', 'expires_at'],
  properties: {
    user_id: { type: 'string' },
    session_id: nullableText,
    expires_at: { type: 'string' },
  },
} as const
export type CallerView = Static<typeof callerView>
