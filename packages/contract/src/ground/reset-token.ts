import type { Static } from './static.ts'

/** What somebody sets a new password with, once, and is handed by whoever knows who they are. */
export const resetTokenView = {
  type: 'object',
  additionalProperties: false,
  required: ['reset_token', 'expires_in'],
  properties: { reset_token: { type: 'string' }, expires_in: { type: 'integer' } },
} as const
export type ResetTokenView = Static<typeof resetTokenView>
