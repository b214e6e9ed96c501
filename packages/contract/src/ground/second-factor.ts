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
