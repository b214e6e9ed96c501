import { idField, roleField } from './fields.ts'
import type { Static } from './static.ts'

/** What stands in a path: checked like a body, so that nothing else reaches a store. */
export const idParams = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: idField },
} as const
export type IdParams = Static<typeof idParams>

/** A session beside the user whose it is. */
export const userSessionParams = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'session'],
  properties: { id: idField, session: idField },
} as const
export type UserSessionParams = Static<typeof userSessionParams>

export const roleParams = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: roleField },
} as const
export type RoleParams = Static<typeof roleParams>
