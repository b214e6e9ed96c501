import type { Static } from './static.ts'

/**
 * What an application knows of somebody besides, by the operator's schema. Here only what holds
 * under every schema: names, and values of four plain kinds. The rest is judged where the schema is
 * known.
 */
const values = ['string', 'number', 'boolean'] as const

export const userFieldName = '^[a-z][a-z0-9_]{0,31}$'
export const mostUserFields = 32

/** As they are shown. Who may not read a field does not see that there is one. */
export const userFieldsView = {
  type: 'object',
  description: "The application's own fields, by the operator's schema; where there is one.",
  additionalProperties: { type: values },
} as const

/** As they are changed: a field that is left out stays as it is, and null takes its value away. */
export const userFieldsBody = {
  type: 'object',
  description: "The application's own fields, by the operator's schema; null takes a value away.",
  maxProperties: mostUserFields,
  additionalProperties: { type: [...values, 'null'] },
} as const

/** As an account begins with them. */
export const newUserFieldsBody = {
  type: 'object',
  description: "The application's own fields, by the operator's schema.",
  maxProperties: mostUserFields,
  additionalProperties: { type: values },
} as const

const nullableNumber = { type: ['number', 'null'] } as const

/** One field of the operator's schema, as a page needs it for an input. */
export const userFieldView = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...['name', 'type', 'label', 'required', 'read', 'write', 'format', 'enum', 'default'],
    ...['min_length', 'max_length', 'minimum', 'maximum'],
  ],
  properties: {
    name: { type: 'string' },
    type: { type: 'string', enum: ['string', 'integer', 'number', 'boolean'] },
    /** What people call it. */
    label: {
      type: 'object',
      additionalProperties: false,
      required: ['en', 'zh-CN'],
      properties: { en: { type: 'string' }, 'zh-CN': { type: 'string' } },
    },
    /** Whether who registers has to give it. */
    required: { type: 'boolean' },
    /** Who sees it: whose it is and administrators, or these alone. */
    read: { type: 'string', enum: ['self', 'admin'] },
    /** Who may change it, likewise. */
    write: { type: 'string', enum: ['self', 'admin'] },
    format: { type: ['string', 'null'] },
    enum: {
      anyOf: [{ type: 'array', items: { type: ['string', 'number'] } }, { type: 'null' }],
    },
    /** What is shown where nothing is kept. */
    default: { type: ['string', 'number', 'boolean', 'null'] },
    /** In characters. */
    min_length: nullableNumber,
    max_length: nullableNumber,
    minimum: nullableNumber,
    maximum: nullableNumber,
  },
} as const
export type UserFieldView = Static<typeof userFieldView>
