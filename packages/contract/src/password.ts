import { passwordField } from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { settingPassword } from './ground/new-password.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export const passwordCodes = {
  password_wrong: {
    number: 4103,
    status: 403,
    zh: '密码错误',
    en: 'The password is wrong',
  },
  password_changed: {
    number: 4101,
    status: 401,
    zh: '密码已修改，请重新登录',
    en: 'The password was changed; sign in again',
  },
  password_unchanged: {
    number: 4103,
    status: 400,
    zh: '新密码不能与旧密码相同',
    en: 'The new password is the old one',
  },
  password_too_short: {
    number: 4103,
    status: 400,
    zh: '密码至少 8 个字符',
    en: 'The password must have at least 8 characters',
  },
  password_too_long: {
    number: 4103,
    status: 400,
    zh: '密码最多 256 个字符',
    en: 'The password must have at most 256 characters',
  },
  password_common: {
    number: 4103,
    status: 400,
    zh: '密码过于常见，请换一个',
    en: 'The password is too common',
  },
  password_breached: {
    number: 4103,
    status: 400,
    zh: '该密码曾在数据泄露中出现，请换一个',
    en: 'The password has appeared in a data breach; choose another',
  },
} as const satisfies Readonly<Record<string, Code>>

export const passwordEvents = {
  password_changed: {
    title: { zh: '修改密码', en: 'Password changed' },
    meaning: { zh: '密码改了，其他会话已结束', en: 'a password changed, and other sessions ended' },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const changePasswordBody = {
  type: 'object',
  additionalProperties: false,
  required: ['password', 'new_password'],
  properties: {
    password: passwordField,
    new_password: passwordField,
    transport: transportField,
  },
} as const
export type ChangePasswordBody = Static<typeof changePasswordBody>

/** What changing one's password answers: new tokens, and how many other sessions ended. */
export interface PasswordChangedView extends GrantView {
  readonly ended: number
}

export const passwordChangedView = /* @__PURE__ */ both(
  {
    type: 'object',
    additionalProperties: false,
    required: ['ended'],
    properties: { ended: { type: 'integer' } },
  } as const,
  grantView,
)

export const changePassword: Call<ChangePasswordBody, PasswordChangedView> = {
  method: 'PUT',
  path: '/v1/me/password',
}

export const passwordOperations = {
  changePassword: /* @__PURE__ */ operation(changePassword, {
    access: 'callers',
    tag: 'me',
    body: changePasswordBody,
    data: passwordChangedView,
    fails: /* @__PURE__ */ settingPassword(
      'password_wrong',
      'password_unchanged',
      'step_up_required',
      'too_many_requests',
    ),
    zh: '修改密码',
    en: "change one's password",
  }),
} as const
