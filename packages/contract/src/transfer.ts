import { auditEntryView } from './ground/audit-entry.ts'
import { nullableInteger, nullableText } from './ground/fields.ts'
import type { Static } from './ground/static.ts'
import { userFieldsView } from './ground/user-fields.ts'
import type { EventWords } from './ground/words.ts'

/**
 * Everything that a database holds, as JSON Lines: what `ztoken export` writes and `ztoken import`
 * reads, of one kind of database as of another. Times are in milliseconds since 1970, as they are
 * kept; a hash, a sealed key and whatever else is secret stands in it as it is stored.
 */
export const transferEvents = {
  data_exported: {
    title: { zh: '导出全部数据', en: 'Everything exported' },
    meaning: {
      zh: '运维人员导出了整个数据库；detail 中是各类记录的条数',
      en: 'an operator wrote out the whole database; detail counts what',
    },
  },
  data_imported: {
    title: { zh: '导入全部数据', en: 'Everything imported' },
    meaning: {
      zh: '运维人员导入了另一个数据库的全部数据；detail 中是各类记录的条数',
      en: 'an operator took over another database; detail counts what',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

const integer = { type: 'integer' } as const
const text = { type: 'string' } as const
const texts = { type: 'array', items: text } as const

/** The first line: what follows, and since when. */
export const transferHead = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'version', 'at'],
  properties: { type: { const: 'ztoken_export' }, version: { const: 1 }, at: integer },
} as const

export const transferRole = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'name', 'permissions'],
  properties: { type: { const: 'role' }, name: text, permissions: texts },
} as const

const identity = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'subject', 'verified_at', 'created_at'],
  properties: {
    kind: { type: 'string', enum: ['phone', 'email', 'username', 'wechat', 'oidc'] },
    subject: text,
    verified_at: nullableInteger,
    created_at: integer,
  },
} as const

const credential = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind', 'data', 'version', 'created_at'],
  properties: {
    id: text,
    kind: {
      type: 'string',
      enum: [
        ...(['password', 'totp', 'passkey', 'recovery_codes', 'trusted_device'] as const),
        'factor_recovery',
      ],
    },
    data: text,
    version: integer,
    created_at: integer,
  },
} as const

const ban = {
  type: 'object',
  additionalProperties: false,
  required: ['since', 'until', 'reason'],
  properties: { since: integer, until: nullableInteger, reason: nullableText },
} as const

export const transferAccount = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...['type', 'id', 'name', 'head_portrait', 'intro', 'level', 'roles', 'ban', 'created_at'],
    ...['epoch', 'identities', 'credentials'],
  ],
  properties: {
    type: { const: 'account' },
    id: text,
    name: nullableText,
    head_portrait: nullableText,
    intro: nullableText,
    level: nullableInteger,
    roles: texts,
    ban: { anyOf: [ban, { type: 'null' }] },
    created_at: integer,
    epoch: integer,
    identities: { type: 'array', items: identity },
    credentials: { type: 'array', items: credential },
    /** The application's own; left out where there are none. */
    fields: userFieldsView,
  },
} as const

export const transferSession = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...['type', 'id', 'user_id', 'device', 'device_kind', 'address', 'amr', 'created_at'],
    ...['verified_at', 'used_at', 'counter', 'rotated_at', 'expires_at'],
  ],
  properties: {
    type: { const: 'session' },
    id: text,
    user_id: text,
    device: nullableText,
    device_kind: nullableText,
    address: nullableText,
    amr: texts,
    created_at: integer,
    verified_at: integer,
    used_at: integer,
    counter: integer,
    rotated_at: integer,
    expires_at: nullableInteger,
  },
} as const

/** Of a token that may still be shown somewhere: it goes on being refused. */
export const transferRevocation = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'kind', 'key', 'before', 'until', 'reason'],
  properties: {
    type: { const: 'revocation' },
    kind: { type: 'string', enum: ['session', 'token', 'user', 'key', 'all'] },
    key: text,
    before: nullableInteger,
    until: integer,
    reason: text,
  },
} as const

/** The signing keys of the public format, sealed under the secret. */
export const transferKey = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...['type', 'kid', 'public_key', 'sealed_key', 'created_at', 'activates_at', 'retires_at'],
  ],
  properties: {
    type: { const: 'signing_key' },
    kid: text,
    public_key: text,
    sealed_key: text,
    created_at: integer,
    activates_at: integer,
    retires_at: nullableInteger,
  },
} as const

export const transferAudit = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'entry'],
  properties: { type: { const: 'audit' }, entry: auditEntryView },
} as const

/** The last line: without it the file was cut off. */
export const transferEnd = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'counts'],
  properties: {
    type: { const: 'end' },
    counts: { type: 'object', additionalProperties: integer },
  },
} as const

/** By the type that each line names. */
export const transferSchemas = {
  ztoken_export: transferHead,
  role: transferRole,
  signing_key: transferKey,
  account: transferAccount,
  revocation: transferRevocation,
  session: transferSession,
  audit: transferAudit,
  end: transferEnd,
} as const
export type TransferType = keyof typeof transferSchemas
export type TransferRecord = {
  [Type in TransferType]: Static<(typeof transferSchemas)[Type]> & { readonly type: Type }
}[TransferType]
