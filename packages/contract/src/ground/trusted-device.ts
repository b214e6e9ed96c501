import { nullableText } from './fields.ts'
import type { Static } from './static.ts'

/** A device on which no second factor is asked for. */
export const trustedDeviceView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'device', 'created_at', 'until'],
  properties: {
    id: { type: 'string' },
    /** What it called itself. */
    device: nullableText,
    created_at: { type: 'string' },
    until: { type: 'string' },
  },
} as const
export type TrustedDeviceView = Static<typeof trustedDeviceView>
