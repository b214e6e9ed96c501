import { newAccountFields } from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { settingPassword } from './ground/new-password.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const registrationCodes = {
  registration_closed: {
    number: 4103,
    status: 403,
    zh: '暂未开放注册',
    en: 'Registration is closed',
  },
} as const satisfies Readonly<Record<string, Code>>

export const registrationEvents = {
  user_registered: {
    title: { zh: '注册账号', en: 'Registered' },
    meaning: { zh: '有人自己注册了账号', en: 'somebody registered an account of their own' },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const registerBody = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password'],
  properties: newAccountFields,
} as const
export type RegisterBody = Static<typeof registerBody>

export const register: Call<RegisterBody, GrantView> = { method: 'POST', path: '/v1/register' }

export const registrationOperations = {
  register: /* @__PURE__ */ operation(register, {
    access: 'anybody',
    tag: 'login',
    body: registerBody,
    data: grantView,
    fails: /* @__PURE__ */ settingPassword(
      'registration_closed',
      'phone_invalid',
      'phone_taken',
      'refused',
      'human_check_required',
      'too_many_requests',
    ),
    zh: '注册并登录',
    en: 'register, and be signed in',
  }),
} as const
