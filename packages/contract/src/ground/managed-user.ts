import { nullableText } from './fields.ts'
import { both } from './object.ts'
import type { Static } from './static.ts'
import { userView } from './user.ts'

/** What of a user an administrator sees. */
export const managedUserView = /* @__PURE__ */ both(userView, {
  type: 'object',
  additionalProperties: false,
  required: ['ban'],
  properties: {
    ban: {
      anyOf: [
        {
          type: 'object',
          additionalProperties: false,
          required: ['since', 'until', 'reason'],
          properties: {
            since: { type: 'string' },
            until: nullableText,
            reason: nullableText,
          },
        },
        { type: 'null' },
      ],
    },
  },
} as const)
export type ManagedUserView = Static<typeof managedUserView>
