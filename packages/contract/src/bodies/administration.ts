import { userView } from './account.ts'
import {
  cursorField,
  idField,
  introField,
  limitField,
  nameField,
  passwordField,
  permissionField,
  phoneField,
  roleField,
  shown,
} from './fields.ts'
import type { Static } from './static.ts'

/** The bodies and queries of the administration, each behind a permission. */
const roles = { type: 'array', items: roleField, maxItems: 32, uniqueItems: true } as const
const instant = { type: 'string', format: 'date-time', maxLength: 40 } as const

export const usersQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    after: cursorField,
    limit: limitField,
    /** A part of the name, or the start of the phone or of the id. */
    search: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[^\\u0000]*$' },
  },
} as const
export type UsersQuery = Static<typeof usersQuery>

export const createUserBody = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password'],
  properties: { phone: phoneField, password: passwordField, name: nameField, roles },
} as const
export type CreateUserBody = Static<typeof createUserBody>

export const updateUserBody = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    name: nameField,
    intro: introField,
    level: { type: ['integer', 'null'], minimum: -2147483648, maximum: 2147483647 },
    roles,
  },
} as const
export type UpdateUserBody = Static<typeof updateUserBody>

export const banBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    /** When it ends by itself; left out or null: not before it is lifted. */
    until: { anyOf: [instant, { type: 'null' }] },
    reason: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    },
  },
} as const
export type BanBody = Static<typeof banBody>

export const roleBody = {
  type: 'object',
  additionalProperties: false,
  required: ['permissions'],
  properties: {
    permissions: { type: 'array', items: permissionField, maxItems: 128, uniqueItems: true },
  },
} as const
export type RoleBody = Static<typeof roleBody>

export const auditQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    after: cursorField,
    limit: limitField,
    user: idField,
    event: { type: 'string', pattern: '^[a-z_]{1,64}$' },
    /** From this moment on, and before that one. */
    from: instant,
    until: instant,
  },
} as const
export type AuditQuery = Static<typeof auditQuery>

/** What of a user an administrator sees. */
export const managedUserView = {
  ...userView,
  required: [...userView.required, 'ban'],
  properties: {
    ...userView.properties,
    ban: {
      anyOf: [
        {
          type: 'object',
          additionalProperties: false,
          required: ['since', 'until', 'reason'],
          properties: {
            since: { type: 'string' },
            until: shown.nullableText,
            reason: shown.nullableText,
          },
        },
        { type: 'null' },
      ],
    },
  },
} as const
export type ManagedUserView = Static<typeof managedUserView>

/** A page; `next` goes into `after` for the one that follows, null at the end. */
export const usersView = {
  type: 'object',
  additionalProperties: false,
  required: ['users', 'next'],
  properties: { users: { type: 'array', items: managedUserView }, next: shown.nullableText },
} as const
export type UsersView = Static<typeof usersView>

export const roleView = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'permissions'],
  properties: {
    name: { type: 'string' },
    permissions: { type: 'array', items: { type: 'string' } },
  },
} as const
export type RoleView = Static<typeof roleView>

export const rolesView = {
  type: 'object',
  additionalProperties: false,
  required: ['roles'],
  properties: { roles: { type: 'array', items: roleView } },
} as const
export type RolesView = Static<typeof rolesView>

export const auditEntryView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'at',
    'event',
    'actor_id',
    'user_id',
    'session_id',
    'address',
    'device',
    'detail',
  ],
  properties: {
    id: { type: 'string' },
    at: { type: 'string' },
    event: { type: 'string' },
    /** Who did it; null for the system and for strangers. */
    actor_id: shown.nullableText,
    /** Whom it concerns. */
    user_id: shown.nullableText,
    session_id: shown.nullableText,
    address: shown.nullableText,
    device: shown.nullableText,
    detail: {
      anyOf: [{ type: 'object', additionalProperties: { type: 'string' } }, { type: 'null' }],
    },
  },
} as const
export type AuditEntryView = Static<typeof auditEntryView>

export const auditView = {
  type: 'object',
  additionalProperties: false,
  required: ['entries', 'next'],
  properties: { entries: { type: 'array', items: auditEntryView }, next: shown.nullableText },
} as const
export type AuditView = Static<typeof auditView>

/** What an administrator hands to somebody who has forgotten the password. */
export const resetTokenView = {
  type: 'object',
  additionalProperties: false,
  required: ['reset_token', 'expires_in'],
  properties: { reset_token: { type: 'string' }, expires_in: { type: 'integer' } },
} as const
export type ResetTokenView = Static<typeof resetTokenView>

export const keyView = {
  type: 'object',
  additionalProperties: false,
  required: ['kid', 'state', 'created_at', 'activates_at', 'retires_at'],
  properties: {
    kid: { type: 'string' },
    state: { type: 'string', enum: ['next', 'active', 'retired'] },
    created_at: { type: 'string' },
    activates_at: { type: 'string' },
    retires_at: shown.nullableText,
  },
} as const
export type KeyView = Static<typeof keyView>

export const keysView = {
  type: 'object',
  additionalProperties: false,
  required: ['keys'],
  properties: { keys: { type: 'array', items: keyView } },
} as const
export type KeysView = Static<typeof keysView>

export const kidParams = {
  type: 'object',
  additionalProperties: false,
  required: ['kid'],
  properties: { kid: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
} as const
export type KidParams = Static<typeof kidParams>

/** A body may be left out. */
export const keyRotationBody = {
  type: ['object', 'null'],
  additionalProperties: false,
  /** True: without waiting until every verifier knows the key. */
  properties: { immediately: { type: 'boolean' } },
} as const
export interface KeyRotationBody {
  readonly immediately?: boolean
}

/**
 * What rotating or revoking has made of the keys. `activated_at_once`: the key that issues without
 * having been published first; verifiers elsewhere may refuse its tokens as long as they keep the
 * JWKS.
 */
export const keyChangeView = {
  type: 'object',
  additionalProperties: false,
  required: ['keys', 'activated_at_once'],
  properties: { ...keysView.properties, activated_at_once: shown.nullableText },
} as const
export type KeyChangeView = Static<typeof keyChangeView>
