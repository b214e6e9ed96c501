import { longestPermission, permissionForm, roleForm } from './permission.ts'
import { rememberField, transportField } from './transport.ts'
import { newUserFieldsBody } from './user-fields.ts'

/**
 * Bodies are JSON Schema (2020-12): one schema validates the request, gives the TypeScript type and
 * goes into the OpenAPI document. Unknown fields are refused and nothing is coerced; phones and
 * passwords have rules of their own, checked where they are known.
 *
 * These are the fields that several bodies share. Texts are kept as they are, so they hold no
 * control characters.
 */
const plainText = '^[^\\u0000-\\u001f\\u007f]*$'

export const phoneField = { type: 'string', minLength: 1, maxLength: 128 } as const
export const emailField = { type: 'string', minLength: 1, maxLength: 512 } as const
export const usernameField = { type: 'string', minLength: 1, maxLength: 256 } as const
export const identifierField = { type: 'string', minLength: 1, maxLength: 512 } as const
/** Its rules are checked where they are known; here it only has to be a text. */
export const passwordField = { type: 'string', minLength: 1 } as const
export const nameField = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  pattern: plainText,
} as const
export const introField = {
  type: ['string', 'null'],
  maxLength: 512,
  pattern: '^[^\\u0000]*$',
} as const
export const deviceField = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  pattern: plainText,
} as const

/** The kinds of device that `one session per kind` tells apart. */
export const deviceKinds = ['web', 'app', 'mini_program', 'desktop', 'other'] as const
export type DeviceKind = (typeof deviceKinds)[number]
export const deviceKindField = { type: 'string', enum: deviceKinds } as const

export const idField = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,127}$' } as const
export const roleField = { type: 'string', pattern: roleForm } as const
export const permissionField = {
  type: 'string',
  maxLength: longestPermission,
  pattern: permissionForm,
} as const
export const cursorField = { type: 'string', minLength: 1, maxLength: 512 } as const
/** From a moment on, or before it. */
export const instantField = { type: 'string', format: 'date-time', maxLength: 40 } as const
export const rolesField = {
  type: 'array',
  items: roleField,
  maxItems: 32,
  uniqueItems: true,
} as const
/** Query values are texts: digits and nothing else, at most 200 (never coerced). */
export const limitField = { type: 'string', pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$' } as const

/** Of a query: a word, since nothing is coerced. */
export const booleanField = { type: 'string', enum: ['true', 'false'] } as const

/** A token that is shown once, in a body. */
export const tokenField = { type: 'string', minLength: 1, maxLength: 512 } as const

export const nullableText = { type: ['string', 'null'] } as const
export const nullableInteger = { type: ['integer', 'null'] } as const

/** What whoever makes an account of their own says. */
export const newAccountFields = {
  phone: phoneField,
  password: passwordField,
  name: nameField,
  fields: newUserFieldsBody,
  device: deviceField,
  device_kind: deviceKindField,
  transport: transportField,
  remember: rememberField,
} as const
