import { nullableInteger, nullableText } from './fields.ts'
import type { Static } from './static.ts'
import { userFieldsView } from './user-fields.ts'

/** What of a user its owner sees. */
export const userView = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...['id', 'phone', 'email', 'username', 'name', 'head_portrait'],
    ...['intro', 'level', 'roles', 'created_at'],
  ],
  properties: {
    id: { type: 'string' },
    phone: nullableText,
    email: nullableText,
    username: nullableText,
    name: nullableText,
    head_portrait: nullableText,
    intro: nullableText,
    level: nullableInteger,
    roles: { type: 'array', items: { type: 'string' } },
    created_at: { type: 'string' },
    fields: userFieldsView,
  },
} as const
export type UserView = Static<typeof userView>
