import { newAccountFields, tokenField } from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { settingPassword } from './ground/new-password.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const firstAdministratorCodes = {
  setup_token_invalid: {
    number: 4102,
    status: 401,
    refusesNoToken: true,
    zh: '初始化令牌无效或已过期',
    en: 'The setup token is not valid or has expired',
  },
} as const satisfies Readonly<Record<string, Code>>

export const firstAdministratorEvents = {
  administrator_set_up: {
    title: { zh: '创建首位管理员', en: 'First administrator made' },
    meaning: {
      zh: '用服务器启动时给出的一次性链接创建了首位管理员',
      en: 'the first administrator was made, with the link that a server gave when it started',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** The first administrator; the token is the one that the server printed. */
export const setupBody = {
  type: 'object',
  additionalProperties: false,
  required: ['setup_token', 'phone', 'password'],
  properties: { setup_token: tokenField, ...newAccountFields },
} as const
export type SetupBody = Static<typeof setupBody>

export const setupTokenBody = {
  type: 'object',
  additionalProperties: false,
  required: ['setup_token'],
  properties: { setup_token: tokenField },
} as const
export type SetupTokenBody = Static<typeof setupTokenBody>

export const setUp: Call<SetupBody, GrantView> = { method: 'POST', path: '/v1/setup' }

/** Asks whether a token would make the first administrator now. */
export const checkSetupToken: Call<SetupTokenBody> = { method: 'POST', path: '/v1/setup/check' }

export const firstAdministratorOperations = {
  setUp: /* @__PURE__ */ operation(setUp, {
    access: 'anybody',
    tag: 'operation',
    body: setupBody,
    data: grantView,
    fails: /* @__PURE__ */ settingPassword(
      'refused',
      'setup_token_invalid',
      'phone_invalid',
      'phone_taken',
      'too_many_requests',
    ),
    zh: '创建首位管理员',
    en: 'make the first administrator',
  }),
  checkSetupToken: /* @__PURE__ */ operation(checkSetupToken, {
    access: 'anybody',
    tag: 'operation',
    body: setupTokenBody,
    fails: ['setup_token_invalid', 'too_many_requests'],
    zh: '检查初始化令牌是否有效',
    en: 'whether a setup token holds',
  }),
} as const
