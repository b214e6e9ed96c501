import { passwordField, tokenField } from './ground/fields.ts'
import { settingPassword } from './ground/new-password.ts'
import { both } from './ground/object.ts'
import { codeAnswer } from './ground/one-time-code.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import { type ResetTokenView, resetTokenView } from './ground/reset-token.ts'
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
      zh: '用重置令牌或验证码设了新密码，全部会话已结束',
      en: 'a new password was set with a reset token or a code, and every session ended',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** With the token that an administrator handed over, or a code that was sent. */
export const passwordResetBody = {
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['reset_token', 'new_password'],
      properties: { reset_token: tokenField, new_password: passwordField },
    },
    /* @__PURE__ */ both(codeAnswer, {
      type: 'object',
      additionalProperties: false,
      required: ['new_password'],
      properties: { new_password: passwordField },
    } as const),
  ],
} as const
export type PasswordResetBody = Static<typeof passwordResetBody>

export const resetTokenBody = {
  type: 'object',
  additionalProperties: false,
  required: ['reset_token'],
  properties: { reset_token: tokenField },
} as const
export type ResetTokenBody = Static<typeof resetTokenBody>

export const resetPassword: Call<PasswordResetBody> = { method: 'POST', path: '/v1/password-reset' }
/** Asks whether a token would set a password now; using it is another thing. */
export const checkResetToken: Call<ResetTokenBody> = {
  method: 'POST',
  path: '/v1/password-reset/check',
}
export const requestPasswordReset: Call<IdParams, ResetTokenView> = {
  method: 'POST',
  path: '/v1/users/:id/password-reset',
}

export const passwordResetOperations = {
  resetPassword: /* @__PURE__ */ operation(resetPassword, {
    access: 'anybody',
    tag: 'login',
    body: passwordResetBody,
    fails: /* @__PURE__ */ settingPassword(
      'reset_token_invalid',
      'phone_invalid',
      'email_invalid',
      'code_wrong',
      'code_expired',
      'owner_uncertain',
      'user_banned',
      'too_many_requests',
    ),
    zh: '用重置令牌或验证码设置新密码',
    en: 'set a new password with a reset token or a code',
  }),
  checkResetToken: /* @__PURE__ */ operation(checkResetToken, {
    access: 'anybody',
    tag: 'login',
    body: resetTokenBody,
    fails: ['reset_token_invalid', 'user_banned', 'too_many_requests'],
    zh: '检查重置令牌是否有效',
    en: 'whether a reset token holds',
  }),
  requestPasswordReset: /* @__PURE__ */ operation(requestPasswordReset, {
    access: 'user:reset_password',
    tag: 'users',
    params: idParams,
    data: resetTokenView,
    fails: ['step_up_required'],
    zh: '签发重置令牌',
    en: 'issue a reset token',
  }),
} as const
