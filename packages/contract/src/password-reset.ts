import { passwordField, tokenField } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const passwordResetCodes = {
  reset_token_invalid: {
    number: 4102,
    status: 401,
    refusesNoToken: true,
    zh: '重置令牌无效或已过期',
    en: 'The reset token is not valid or has expired',
  },
} as const satisfies Readonly<Record<string, Code>>

export const passwordResetPermissions = {
  'user:reset_password': {
    zh: '为用户签发一次性的密码重置令牌',
    en: 'issue a token with which a user sets a new password, once',
  },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const passwordResetEvents = {
  password_reset_requested: {
    title: { zh: '申请重置密码', en: 'Password reset asked for' },
    meaning: {
      zh: '有人为用户申请了重置密码',
      en: 'a password reset was asked for on behalf of a user',
    },
  },
  password_reset: {
    title: { zh: '重置密码', en: 'Password reset' },
    meaning: {
      zh: '用重置令牌设了新密码，全部会话已结束',
      en: 'a new password was set with a reset token, and every session ended',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const passwordResetBody = {
  type: 'object',
  additionalProperties: false,
  required: ['reset_token', 'new_password'],
  properties: {
    reset_token: tokenField,
    new_password: passwordField,
  },
} as const
export type PasswordResetBody = Static<typeof passwordResetBody>

/** What an administrator hands to somebody who has forgotten the password. */
export const resetTokenView = {
  type: 'object',
  additionalProperties: false,
  required: ['reset_token', 'expires_in'],
  properties: { reset_token: { type: 'string' }, expires_in: { type: 'integer' } },
} as const
export type ResetTokenView = Static<typeof resetTokenView>

export const resetPassword: Call<PasswordResetBody> = { method: 'POST', path: '/v1/password-reset' }
export const requestPasswordReset: Call<IdParams, ResetTokenView> = {
  method: 'POST',
  path: '/v1/users/:id/password-reset',
}

export const passwordResetOperations = {
  resetPassword: /* @__PURE__ */ operation(resetPassword, {
    access: 'anybody',
    tag: 'login',
    body: passwordResetBody,
    zh: '用重置令牌设置新密码',
    en: 'set a new password with a reset token',
  }),
  requestPasswordReset: /* @__PURE__ */ operation(requestPasswordReset, {
    access: 'user:reset_password',
    tag: 'users',
    params: idParams,
    data: resetTokenView,
    zh: '签发重置令牌',
    en: 'issue a reset token',
  }),
} as const
