import { emailField, phoneField } from './fields.ts'

/** As people type it, with blanks and digits of any width; it is read where it is known. */
const codeField = { type: 'string', minLength: 1, maxLength: 64 } as const

/** What shows that somebody read a code that was sent to them. */
export const codeAnswer = {
  type: 'object',
  additionalProperties: false,
  required: ['challenge_id', 'code'],
  properties: {
    /** What was answered when the code was asked for. */
    challenge_id: { type: 'string', minLength: 1, maxLength: 128 },
    code: codeField,
    /** Exactly one of the two, as the code was asked for. */
    phone: phoneField,
    email: emailField,
  },
} as const
