import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { userFieldView } from './ground/user-fields.ts'

/** Somebody to try it with, where everybody may know the password. */
const demoPerson = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password', 'name', 'roles'],
  properties: {
    phone: { type: 'string' },
    password: { type: 'string' },
    name: { type: 'string' },
    roles: { type: 'array', items: { type: 'string' } },
  },
} as const
export type DemoPerson = Static<typeof demoPerson>

/** What somebody may be found by when they sign in. */
export const identifierKinds = ['phone', 'email', 'username'] as const
export type IdentifierKind = (typeof identifierKinds)[number]

/** By what one-time codes reach somebody. */
export const codeChannels = ['sms', 'email'] as const
export type CodeChannel = (typeof codeChannels)[number]

/** What a page asks before anybody has signed in. */
export const aboutView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'version',
    'registration',
    'password_registration',
    'sign_in_with',
    'codes',
    'avatars',
    'user_fields',
    'passkeys',
    'demo',
  ],
  properties: {
    version: { type: 'string' },
    /** Whether strangers may register. */
    registration: { type: 'boolean' },
    /** Whether they may with a password; else by a one-time code alone. */
    password_registration: { type: 'boolean' },
    /** What a page asks for beside the password; the API takes every kind. */
    sign_in_with: { type: 'array', items: { type: 'string', enum: identifierKinds } },
    /** By what one-time codes are sent; empty where none are. */
    codes: { type: 'array', items: { type: 'string', enum: codeChannels } },
    /** Whether pictures of people are kept. */
    avatars: { type: 'boolean' },
    /** The application's own fields that people see of themselves; empty where there are none. */
    user_fields: { type: 'array', items: userFieldView },
    /** The origins on which passkeys are shown; empty where there are none. */
    passkeys: { type: 'array', items: { type: 'string' } },
    /** Null everywhere but under `ztoken dev`, where this machine alone gets in. */
    demo: { anyOf: [{ type: 'array', items: demoPerson }, { type: 'null' }] },
  },
} as const
export type AboutView = Static<typeof aboutView>

export const readAbout: Call<undefined, AboutView> = { method: 'GET', path: '/v1/about' }

export const aboutOperations = {
  readAbout: /* @__PURE__ */ operation(readAbout, {
    access: 'anybody',
    tag: 'operation',
    data: aboutView,
    zh: '关于这台服务器',
    en: 'what anybody may know of this server',
  }),
} as const
