import { idField } from './fields.ts'
import type { Static } from './static.ts'

/** What stands in a path: checked like a body, so that nothing else reaches a store. */
export const idParams = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: idField },
} as const
export type IdParams = Static<typeof idParams>
