import type { Static } from './static.ts'

/** A second factor as somebody shows it. */
export const factorAnswer = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'code'],
  properties: {
    kind: { type: 'string', enum: ['totp', 'recovery_codes'] },
    /** As people type it; it is read where it is known. */
    code: { type: 'string', minLength: 1, maxLength: 64 },
  },
} as const

/** A second factor, as its owner sees it. */
export const factorView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind', 'created_at', 'left'],
  properties: {
    id: { type: 'string' },
    kind: { type: 'string', enum: ['totp', 'passkey', 'recovery_codes'] },
    created_at: { type: 'string' },
    /** How many recovery codes are left; null for other kinds. */
    left: { type: ['integer', 'null'] },
  },
} as const
export type FactorView = Static<typeof factorView>
