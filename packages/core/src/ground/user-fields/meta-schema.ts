import { mostUserFields, userFieldName } from '@ztoken/contract'
import { longestText } from './schema.ts'

const text = { type: 'string', maxLength: longestText } as const
const length = { type: 'integer', minimum: 0, maximum: longestText } as const
const party = { enum: ['self', 'admin'] } as const
const label = { type: 'string', minLength: 1, maxLength: 64 } as const

/** What is not here is refused: `pattern` may run away, `$ref` may lead elsewhere. */
const field = {
  type: 'object',
  required: ['type'],
  additionalProperties: false,
  properties: {
    type: { enum: ['string', 'integer', 'number', 'boolean'] },
    title: label,
    description: text,
    enum: {
      type: 'array',
      items: { anyOf: [{ type: 'string', minLength: 1, maxLength: 256 }, { type: 'number' }] },
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
    },
    format: { enum: ['date', 'date-time', 'email', 'uri'] },
    minLength: length,
    maxLength: { ...length, minimum: 1 },
    minimum: { type: 'number' },
    maximum: { type: 'number' },
    default: { type: ['string', 'number', 'boolean'] },
    'x-ztoken': {
      type: 'object',
      additionalProperties: false,
      properties: {
        read: party,
        write: party,
        label: {
          type: 'object',
          additionalProperties: false,
          properties: { en: label, 'zh-CN': label },
        },
      },
    },
  },
} as const

/** What a schema of user fields has to fit, so that every one of them is small and ends. */
export const metaSchema: object = {
  type: 'object',
  required: ['type', 'properties'],
  additionalProperties: false,
  properties: {
    $schema: { const: 'https://json-schema.org/draft/2020-12/schema' },
    title: text,
    description: text,
    type: { const: 'object' },
    properties: {
      type: 'object',
      minProperties: 1,
      maxProperties: mostUserFields,
      propertyNames: { type: 'string', pattern: userFieldName },
      additionalProperties: field,
    },
    required: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    additionalProperties: { const: false },
  },
}
