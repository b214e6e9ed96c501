import { userView } from './account.ts'
import { auditEntryView } from './administration.ts'
import { sessionView } from './session.ts'
import type { Static } from './static.ts'

/** Everything kept about somebody, for themselves. */
export const exportView = {
  type: 'object',
  additionalProperties: false,
  required: ['user', 'sessions', 'audit'],
  properties: {
    user: userView,
    sessions: { type: 'array', items: sessionView },
    audit: { type: 'array', items: auditEntryView },
  },
} as const
export type ExportView = Static<typeof exportView>
