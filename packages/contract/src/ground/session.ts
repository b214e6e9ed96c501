import { nullableText } from './fields.ts'
import type { Static } from './static.ts'

/** One login on one device. */
export const sessionView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'device', 'device_kind', 'address', 'created_at', 'used_at', 'current'],
  properties: {
    id: { type: 'string' },
    device: nullableText,
    device_kind: nullableText,
    address: nullableText,
    created_at: { type: 'string' },
    /** The last login or refresh. */
    used_at: { type: 'string' },
    /** True for the session that asks. */
    current: { type: 'boolean' },
  },
} as const
export type SessionView = Static<typeof sessionView>
