import { tokenField } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import { type ResetTokenView, resetTokenView } from './ground/reset-token.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const noticesCodes = {
  notice_token_invalid: {
    number: 4102,
    status: 401,
    refusesNoToken: true,
    zh: '链接无效或已过期',
    en: 'The link is not valid or has expired',
  },
} as const satisfies Readonly<Record<string, Code>>

export const noticesEvents = {
  notice_denied: {
    title: { zh: '否认是本人操作', en: 'Said it was not them' },
    meaning: {
      zh: '本人通过通知里的链接表示不是自己操作的：密码、全部会话和此前 72 小时内添加的登录方式已失效',
      en: 'somebody said by the link of a notice that it was not them: the password, every session and what had been added in the 72 hours before ended',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** What people are told of, by every channel that was theirs before it happened. */
export const noticeKinds = [
  'password_changed',
  'identity_added',
  'identity_removed',
  'banned',
  'refresh_token_reused',
  'new_device',
  'merged',
  'merged_away',
  'factor_added',
  'factor_removed',
  'factor_guessed',
  'recovery_code_used',
  'factor_recovery',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const noticeTokenBody = {
  type: 'object',
  additionalProperties: false,
  required: ['notice_token'],
  properties: { notice_token: tokenField },
} as const
export type NoticeTokenBody = Static<typeof noticeTokenBody>

export const denyNotice: Call<NoticeTokenBody, ResetTokenView> = {
  method: 'POST',
  path: '/v1/not-me',
}

export const noticesOperations = {
  denyNotice: /* @__PURE__ */ operation(denyNotice, {
    access: 'anybody',
    tag: 'login',
    body: noticeTokenBody,
    data: resetTokenView,
    fails: ['notice_token_invalid', 'user_banned', 'too_many_requests'],
    zh: '表示通知里的操作不是本人所为，并重设密码',
    en: 'say that it was not oneself, and set a new password',
  }),
} as const
