import { type GrantView, grantView } from './ground/grant.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import { factorAnswer, factorView } from './ground/second-factor.ts'
import type { Static } from './ground/static.ts'
import { rememberField, transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export { type FactorView, factorView } from './ground/second-factor.ts'

export const secondFactorsCodes = {
  factor_required: {
    number: 4111,
    status: 403,
    zh: '请完成二次验证',
    en: 'A second factor is due',
  },
  factor_enrolment_required: {
    number: 4111,
    status: 403,
    zh: '该账号必须开启二次验证，请先绑定验证器或添加通行密钥',
    en: 'The account has to have a second factor: set up an authenticator or a passkey first',
  },
  factor_ticket_invalid: {
    number: 4102,
    status: 401,
    refusesNoToken: true,
    zh: '二次验证已超时或失败次数过多，请重新登录',
    en: 'The second step took too long or failed too often; sign in again',
  },
  factor_unsupported: {
    number: 4103,
    status: 403,
    zh: '该账号已开启二次验证，请使用新版登录',
    en: 'The account has a second factor, for which this route cannot ask',
  },
} as const satisfies Readonly<Record<string, Code>>

export const secondFactorsPermissions = {
  'user:remove_factors': {
    zh: '为丢失验证器的用户关闭二次验证',
    en: 'take second factors away from users who lost them',
  },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const secondFactorsEvents = {
  factor_removed: {
    title: { zh: '关闭二次验证', en: 'Second factor removed' },
    meaning: {
      zh: '本人或管理员移除了二次验证；detail.kind 是种类',
      en: 'somebody removed a second factor of theirs, or an administrator took it away; detail.kind says which',
    },
  },
  factor_failed: {
    title: { zh: '二次验证失败', en: 'Second factor wrong' },
    meaning: {
      zh: '通过了第一步登录，但二次验证码错误',
      en: 'somebody got past the first step of signing in and showed a wrong second factor',
    },
  },
  factor_guessed: {
    title: { zh: '二次验证多次失败', en: 'Second factor guessed at' },
    meaning: {
      zh: '一次登录中二次验证码错了五次，需要重新登录',
      en: 'somebody showed five wrong second factors in one login, which is over by that',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const factorLoginBody = /* @__PURE__ */ both(factorAnswer, {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: {
    /** What `factor_required` gave. */
    ticket: { type: 'string', minLength: 1, maxLength: 512 },
    /** On this device no second factor is asked for during the next 30 days. */
    trust_device: { type: 'boolean' },
    transport: transportField,
    remember: rememberField,
  },
} as const)
export type FactorLoginBody = Static<typeof factorLoginBody>

export const factorsView = {
  type: 'object',
  additionalProperties: false,
  required: ['factors'],
  properties: { factors: { type: 'array', items: factorView } },
} as const
export type FactorsView = Static<typeof factorsView>

export const loginWithFactor: Call<FactorLoginBody, GrantView> = {
  method: 'POST',
  path: '/v1/login/factor',
}
export const listFactors: Call<undefined, FactorsView> = { method: 'GET', path: '/v1/me/factors' }
export const removeFactor: Call<IdParams> = { method: 'DELETE', path: '/v1/me/factors/:id' }
export const listUserFactors: Call<IdParams, FactorsView> = {
  method: 'GET',
  path: '/v1/users/:id/factors',
}
export const removeUserFactors: Call<IdParams> = {
  method: 'DELETE',
  path: '/v1/users/:id/factors',
}

export const secondFactorsOperations = {
  loginWithFactor: /* @__PURE__ */ operation(loginWithFactor, {
    access: 'anybody',
    tag: 'login',
    body: factorLoginBody,
    data: grantView,
    fails: [
      'code_wrong',
      'factor_ticket_invalid',
      'user_banned',
      'refused',
      'too_many_sessions',
      'too_many_requests',
    ],
    zh: '完成二次验证，登录',
    en: 'show the second factor that a login asked for',
  }),
  listFactors: /* @__PURE__ */ operation(listFactors, {
    access: 'callers',
    tag: 'me',
    data: factorsView,
    zh: '自己的二次验证方式',
    en: "one's own second factors",
  }),
  removeFactor: /* @__PURE__ */ operation(removeFactor, {
    access: 'callers',
    stepUp: {},
    tag: 'me',
    params: idParams,
    fails: ['conflict', 'last_identity'],
    zh: '移除一种二次验证方式',
    en: 'remove a second factor',
  }),
  listUserFactors: /* @__PURE__ */ operation(listUserFactors, {
    access: 'user:read',
    tag: 'users',
    params: idParams,
    data: factorsView,
    zh: '用户的二次验证方式',
    en: "a user's second factors",
  }),
  removeUserFactors: /* @__PURE__ */ operation(removeUserFactors, {
    access: 'user:remove_factors',
    stepUp: {},
    tag: 'users',
    params: idParams,
    fails: ['conflict'],
    zh: '为用户关闭二次验证，并结束其全部会话',
    en: "take a user's second factors away and end their sessions",
  }),
} as const
