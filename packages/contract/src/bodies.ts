import type { Static } from 'typebox'

/**
 * The bodies of the modern API as JSON Schema (2020-12). One schema validates the request, gives
 * the TypeScript type and goes into the OpenAPI document. Unknown fields are refused and nothing
 * is coerced; phones and passwords have rules of their own, checked where they are known.
 */
export const registerBody = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password'],
  properties: {
    phone: { type: 'string', minLength: 1, maxLength: 64 },
    password: { type: 'string', minLength: 1 },
    name: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[^\\u0000-\\u001f\\u007f]*$' },
    device: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    },
  },
} as const
export type RegisterBody = Static<typeof registerBody>

export const loginBody = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password'],
  properties: {
    phone: { type: 'string', minLength: 1, maxLength: 64 },
    password: { type: 'string', minLength: 1 },
    device: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    },
  },
} as const
export type LoginBody = Static<typeof loginBody>

export const refreshBody = {
  type: 'object',
  additionalProperties: false,
  required: ['refresh_token'],
  properties: { refresh_token: { type: 'string', minLength: 1, maxLength: 512 } },
} as const
export type RefreshBody = Static<typeof refreshBody>

export const updateMeBody = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[^\\u0000-\\u001f\\u007f]*$' },
    intro: { type: ['string', 'null'], maxLength: 512, pattern: '^[^\\u0000]*$' },
  },
} as const
export type UpdateMeBody = Static<typeof updateMeBody>

/** What of a user its owner sees. */
export const userView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'phone', 'name', 'head_portrait', 'intro', 'level', 'created_at'],
  properties: {
    id: { type: 'string' },
    phone: { type: 'string' },
    name: { type: ['string', 'null'] },
    head_portrait: { type: ['string', 'null'] },
    intro: { type: ['string', 'null'] },
    level: { type: ['integer', 'null'] },
    created_at: { type: 'string' },
  },
} as const
export type UserView = Static<typeof userView>

/** What `GET /user/detail` shows, field for field as in the tutorial. */
export const userDetailView = {
  type: 'object',
  additionalProperties: false,
  required: ['head_portrait', 'intro', 'level', 'name', 'phone'],
  properties: {
    head_portrait: { type: ['string', 'null'] },
    intro: { type: ['string', 'null'] },
    level: { type: ['integer', 'null'] },
    name: { type: ['string', 'null'] },
    phone: { type: 'string' },
  },
} as const
export type UserDetailView = Static<typeof userDetailView>

/** One login on one device. */
export const sessionView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'device', 'created_at'],
  properties: {
    id: { type: 'string' },
    device: { type: ['string', 'null'] },
    created_at: { type: 'string' },
  },
} as const
export type SessionView = Static<typeof sessionView>

/** What register, login and refresh answer (RFC 6749 §5.1 names). */
export interface GrantView {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds until the access token expires. */
  readonly expires_in: number
  readonly refresh_token: string
  readonly session: SessionView
  readonly user: UserView
}

export const grantView: Readonly<Record<string, unknown>> = {
  type: 'object',
  additionalProperties: false,
  required: ['access_token', 'token_type', 'expires_in', 'refresh_token', 'session', 'user'],
  properties: {
    access_token: { type: 'string' },
    token_type: { const: 'Bearer' },
    expires_in: { type: 'integer' },
    refresh_token: { type: 'string' },
    session: sessionView,
    user: userView,
  },
}
