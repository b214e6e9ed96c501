import { endCodes } from './ground/end-reasons.ts'
import {
  deviceField,
  deviceKindField,
  emailField,
  identifierField,
  passwordField,
  phoneField,
  tokenField,
  usernameField,
} from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { rememberField, transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export const signInCodes = {
  credentials_wrong: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '账号或密码错误',
    en: 'Wrong account or password',
  },
  refresh_token_reused: {
    number: 4110,
    status: 401,
    zh: '登录凭证已被使用，请重新登录',
    en: 'The refresh token was used before',
  },
} as const satisfies Readonly<Record<string, Code>>

export const signInEvents = {
  login: {
    title: { zh: '登录', en: 'Signed in' },
    meaning: { zh: '登录成功，开了一个会话', en: 'somebody signed in: a session began' },
  },
  login_failed: {
    title: { zh: '登录失败', en: 'Sign-in failed' },
    meaning: {
      zh: '登录失败；detail 中的 phone、email 或 username 是打码的账号',
      en: 'somebody failed to sign in; detail.phone, email or username is what was given, masked',
    },
  },
  logout: {
    title: { zh: '退出登录', en: 'Signed out' },
    meaning: { zh: '本人退出登录', en: 'somebody signed out' },
  },
  refresh_token_reused: {
    title: { zh: '刷新令牌被重用', en: 'Refresh token reused' },
    meaning: {
      zh: '刷新令牌被用了两次，可能泄露，会话已结束',
      en: 'a refresh token came twice, so it may have leaked: its session ended',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const loginBody = {
  type: 'object',
  additionalProperties: false,
  required: ['password'],
  properties: {
    /** Exactly one of four says whose password it is. */
    phone: phoneField,
    email: emailField,
    username: usernameField,
    /** Any of the three, as people type it into one field. */
    identifier: identifierField,
    password: passwordField,
    /** What an earlier login on this device gave: then guesses of strangers do not count against it. */
    device_token: { type: ['string', 'null'], maxLength: 512 },
    device: deviceField,
    device_kind: deviceKindField,
    transport: transportField,
    remember: rememberField,
  },
} as const
export type LoginBody = Static<typeof loginBody>

/** The refresh token in the body or in its cookie, never both. */
export const refreshBody = {
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['refresh_token'],
      properties: { refresh_token: tokenField, transport: { const: 'body' } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['transport'],
      properties: { transport: { const: 'cookie' } },
    },
  ],
} as const
export type RefreshBody = Static<typeof refreshBody>

export const login: Call<LoginBody, GrantView> = { method: 'POST', path: '/v1/login' }
export const refresh: Call<RefreshBody, GrantView> = { method: 'POST', path: '/v1/refresh' }
export const logout: Call = { method: 'POST', path: '/v1/logout' }

export const signInOperations = {
  login: /* @__PURE__ */ operation(login, {
    access: 'anybody',
    tag: 'login',
    body: loginBody,
    data: grantView,
    fails: [
      'credentials_wrong',
      'user_banned',
      'refused',
      'factor_required',
      'factor_enrolment_required',
      'phone_invalid',
      'email_invalid',
      'username_invalid',
      'identifier_invalid',
      'too_many_sessions',
      'human_check_required',
      'too_many_requests',
    ],
    zh: '登录',
    en: 'sign in',
  }),
  refresh: /* @__PURE__ */ operation(refresh, {
    access: 'anybody',
    tag: 'login',
    body: refreshBody,
    data: grantView,
    fails: /* @__PURE__ */ endCodes('token_missing'),
    zh: '换取新的令牌',
    en: 'get new tokens',
  }),
  logout: /* @__PURE__ */ operation(logout, {
    access: 'callers',
    tag: 'login',
    zh: '退出登录',
    en: 'end this session',
  }),
} as const
