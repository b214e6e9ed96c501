import { type IdentityView, identityView } from './ground/identity.ts'
import { both } from './ground/object.ts'
import { codeAnswer } from './ground/one-time-code.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const identitiesCodes = {
  identity_taken: {
    number: 4103,
    status: 409,
    zh: '该手机号或邮箱已被使用',
    en: 'The phone number or e-mail address is in use',
  },
  identity_unproven: {
    number: 4103,
    status: 409,
    zh: '请先验证当前的手机号或邮箱',
    en: 'Prove what the account has first',
  },
  last_identity: {
    number: 4103,
    status: 409,
    zh: '这是最后一种登录方式，不能移除',
    en: 'It is the last way to sign in',
  },
} as const satisfies Readonly<Record<string, Code>>

export const identitiesEvents = {
  identity_added: {
    title: { zh: '添加登录方式', en: 'Identity added' },
    meaning: {
      zh: '本人验证并添加了手机号或邮箱；detail.kind 是种类',
      en: 'somebody proved a phone or an e-mail address and added it to their account; detail.kind says which',
    },
  },
  identity_proven: {
    title: { zh: '验证登录方式', en: 'Identity proven' },
    meaning: {
      zh: '手机号或邮箱第一次被证明属于本人；若设备未知，此前的密码和会话随之失效',
      en: 'a phone or an e-mail address was shown to be its owner’s for the first time; unless the device was known, the password and sessions from before ended',
    },
  },
  identity_removed: {
    title: { zh: '移除登录方式', en: 'Identity removed' },
    meaning: {
      zh: '本人移除了手机号、邮箱或用户名；detail.kind 是种类',
      en: 'somebody removed a phone, an e-mail address or a username from their account; detail.kind says which',
    },
  },
  identity_released: {
    title: { zh: '手机号换主', en: 'Identity released' },
    meaning: {
      zh: '久未使用的账号的手机号被新机主验证，与该账号解除关联',
      en: 'somebody else has the phone of an account that nobody used for long, and it was taken from that account',
    },
  },
  identity_taken_back: {
    title: { zh: '收回登录方式', en: 'Identity taken back' },
    meaning: {
      zh: '本人用刚被移除的手机号或邮箱收回了账号；此前 72 小时内的更改、密码和会话一并失效',
      en: 'somebody took their account back by a phone or an e-mail address that had been removed; what was added in the 72 hours before, the password and the sessions ended',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const identitiesView = {
  type: 'object',
  additionalProperties: false,
  required: ['identities', 'has_password'],
  properties: {
    identities: { type: 'array', items: identityView },
    has_password: { type: 'boolean' },
  },
} as const
export type IdentitiesView = Static<typeof identitiesView>

export const addIdentityBody = /* @__PURE__ */ both(codeAnswer, {
  type: 'object',
  additionalProperties: false,
  required: [],
  properties: {
    /** It takes the place of phones and addresses that were never proven: of a phone that is lost. */
    replace_unproven: { type: 'boolean' },
  },
} as const)
export type AddIdentityBody = Static<typeof addIdentityBody>

export const identityParams = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' } },
} as const
export type IdentityParams = Static<typeof identityParams>

export const listIdentities: Call<undefined, IdentitiesView> = {
  method: 'GET',
  path: '/v1/me/identities',
}
export const addIdentity: Call<AddIdentityBody, IdentityView> = {
  method: 'POST',
  path: '/v1/me/identities',
}
export const removeIdentity: Call<IdentityParams> = {
  method: 'DELETE',
  path: '/v1/me/identities/:id',
}

export const listUserIdentities: Call<IdParams, IdentitiesView> = {
  method: 'GET',
  path: '/v1/users/:id/identities',
}

export const identitiesOperations = {
  listIdentities: /* @__PURE__ */ operation(listIdentities, {
    access: 'callers',
    tag: 'me',
    data: identitiesView,
    zh: '自己的登录方式',
    en: 'what one is found by',
  }),
  addIdentity: /* @__PURE__ */ operation(addIdentity, {
    access: 'callers',
    tag: 'me',
    body: addIdentityBody,
    data: identityView,
    fails: [
      'phone_invalid',
      'email_invalid',
      'code_wrong',
      'code_expired',
      'identity_taken',
      'identity_unproven',
      'step_up_required',
      'too_many_requests',
    ],
    zh: '用验证码证明并添加手机号或邮箱',
    en: 'prove a phone or an e-mail address by a code, and add it',
  }),
  removeIdentity: /* @__PURE__ */ operation(removeIdentity, {
    access: 'callers',
    tag: 'me',
    params: identityParams,
    fails: ['last_identity', 'step_up_required'],
    zh: '移除一种登录方式',
    en: 'remove what one is found by',
  }),
  listUserIdentities: /* @__PURE__ */ operation(listUserIdentities, {
    access: 'user:read',
    tag: 'users',
    params: idParams,
    data: identitiesView,
    zh: '用户的登录方式',
    en: 'what a user is found by',
  }),
} as const
