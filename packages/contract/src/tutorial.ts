import { nullableInteger, nullableText } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import type { Code } from './ground/words.ts'

export const tutorialCodes = {
  information_unavailable: {
    number: 4004,
    status: 503,
    zh: '获取信息失败',
    en: 'The information could not be read',
  },
  body_missing: {
    number: 4103,
    status: 400,
    zh: '未接收到参数',
    en: 'No parameters were received',
  },
  phone_or_password_wrong: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '手机号或密码错误',
    en: 'Wrong phone or password',
  },
  credentials_missing: {
    number: 4103,
    status: 400,
    zh: '请填写手机号或密码',
    en: 'Phone and password are required',
  },
} as const satisfies Readonly<Record<string, Code>>

/** What `GET /user/detail` shows, field for field as in the tutorial. */
export const userDetailView = {
  type: 'object',
  additionalProperties: false,
  required: ['head_portrait', 'intro', 'level', 'name', 'phone'],
  properties: {
    head_portrait: nullableText,
    intro: nullableText,
    level: nullableInteger,
    name: nullableText,
    phone: { type: 'string' },
  },
} as const
export type UserDetailView = Static<typeof userDetailView>

export const tutorialLogin: Call<undefined, string> = { method: 'POST', path: '/login' }
export const tutorialUserDetail: Call<undefined, UserDetailView> = {
  method: 'GET',
  path: '/user/detail',
}

export const tutorialOperations = {
  tutorialLogin: /* @__PURE__ */ operation(tutorialLogin, {
    access: 'anybody',
    tag: 'tutorial',
    isTutorial: true,
    outcomes: [
      'ok',
      'body_missing',
      'credentials_missing',
      'phone_invalid',
      'phone_or_password_wrong',
      'user_banned',
      'factor_unsupported',
      'too_many_requests',
      'too_many_sessions',
      'unavailable',
      'information_unavailable',
    ],
    zh: '教程的登录：返回令牌',
    en: "the tutorial's login: gives a token",
  }),
  tutorialUserDetail: /* @__PURE__ */ operation(tutorialUserDetail, {
    access: 'callers',
    tag: 'tutorial',
    isTutorial: true,
    outcomes: ['ok', 'token_missing', 'token_expired', 'token_invalid', 'information_unavailable'],
    data: userDetailView,
    zh: '教程的用户详情',
    en: "the tutorial's user detail",
  }),
} as const
