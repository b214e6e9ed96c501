import {
  deviceField,
  deviceKindField,
  introField,
  nameField,
  passwordField,
  phoneField,
  shown,
} from './fields.ts'
import { type SessionView, sessionView } from './session.ts'
import type { Static } from './static.ts'

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
    phone: phoneField,
    password: passwordField,
    name: nameField,
    device: deviceField,
    device_kind: deviceKindField,
  },
} as const
export type RegisterBody = Static<typeof registerBody>

/** The first administrator; the token is the one that the server printed. */
export const setupBody = {
  type: 'object',
  additionalProperties: false,
  required: ['setup_token', 'phone', 'password'],
  properties: {
    setup_token: { type: 'string', minLength: 1, maxLength: 512 },
    ...registerBody.properties,
  },
} as const
export type SetupBody = Static<typeof setupBody>

export const loginBody = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password'],
  properties: {
    phone: phoneField,
    password: passwordField,
    /** What an earlier login on this device gave: then guesses of strangers do not count against it. */
    device_token: { type: ['string', 'null'], maxLength: 512 },
    device: deviceField,
    device_kind: deviceKindField,
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
  properties: { name: nameField, intro: introField },
} as const
export type UpdateMeBody = Static<typeof updateMeBody>

export const changePasswordBody = {
  type: 'object',
  additionalProperties: false,
  required: ['password', 'new_password'],
  properties: { password: passwordField, new_password: passwordField },
} as const
export type ChangePasswordBody = Static<typeof changePasswordBody>

/** Shows once more that it is the owner: `step_up_required` asks for it. */
export const verifyBody = {
  type: 'object',
  additionalProperties: false,
  required: ['password'],
  properties: { password: passwordField },
} as const
export type VerifyBody = Static<typeof verifyBody>

export const passwordResetBody = {
  type: 'object',
  additionalProperties: false,
  required: ['reset_token', 'new_password'],
  properties: {
    reset_token: { type: 'string', minLength: 1, maxLength: 512 },
    new_password: passwordField,
  },
} as const
export type PasswordResetBody = Static<typeof passwordResetBody>

/** What of a user its owner sees. */
export const userView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'phone', 'name', 'head_portrait', 'intro', 'level', 'roles', 'created_at'],
  properties: {
    id: { type: 'string' },
    phone: shown.nullableText,
    name: shown.nullableText,
    head_portrait: shown.nullableText,
    intro: shown.nullableText,
    level: shown.nullableInteger,
    roles: { type: 'array', items: { type: 'string' } },
    created_at: { type: 'string' },
  },
} as const
export type UserView = Static<typeof userView>

/** What one may do, by the roles one has at this moment; `user:*` stands for all of `user:…`. */
export const permissionsView = {
  type: 'object',
  additionalProperties: false,
  required: ['permissions'],
  properties: { permissions: { type: 'array', items: { type: 'string' } } },
} as const
export type PermissionsView = Static<typeof permissionsView>

/** What `GET /user/detail` shows, field for field as in the tutorial. */
export const userDetailView = {
  type: 'object',
  additionalProperties: false,
  required: ['head_portrait', 'intro', 'level', 'name', 'phone'],
  properties: {
    head_portrait: shown.nullableText,
    intro: shown.nullableText,
    level: shown.nullableInteger,
    name: shown.nullableText,
    phone: { type: 'string' },
  },
} as const
export type UserDetailView = Static<typeof userDetailView>

/** What register, login and refresh answer (RFC 6749 §5.1 names). */
export interface GrantView {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds until the access token expires. */
  readonly expires_in: number
  readonly refresh_token: string
  /** To be kept beyond the logout and shown at the next login; absent where no password was shown. */
  readonly device_token?: string
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
    device_token: { type: 'string' },
    session: sessionView,
    user: userView,
  },
}

/** What changing one's password answers: new tokens, and how many other sessions ended. */
export interface PasswordChangedView extends GrantView {
  readonly ended: number
}

export const passwordChangedView: Readonly<Record<string, unknown>> = {
  ...grantView,
  required: ['ended', ...(grantView.required as string[])],
  properties: { ended: { type: 'integer' }, ...(grantView.properties as object) },
}
