import { type GrantView, grantView } from './ground/grant.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { rememberField, transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export const factorRecoveryCodes = {
  factor_recovery_refused: {
    number: 4111,
    status: 403,
    zh: '无法自行关闭二次验证，请使用恢复码或联系管理员',
    en: 'The second factor cannot be removed this way; use a recovery code or ask an administrator',
  },
  factor_recovery_waiting: {
    number: 4111,
    status: 403,
    zh: '等待期未满，请在期满后重新登录',
    en: 'The wait is not over; sign in again when it is',
  },
} as const satisfies Readonly<Record<string, Code>>

export const factorRecoveryEvents = {
  factor_recovery_asked: {
    title: { zh: '申请找回二次验证', en: 'Lost second factor reported' },
    meaning: {
      zh: '有人通过了第一步登录，称二次验证已丢失；等待期满后，再次登录即可将其移除；已通知本人',
      en: 'somebody got past the first step of signing in and said that the second factor is lost; after a wait they may remove it at another login; the owner was told',
    },
  },
  factor_recovery_cancelled: {
    title: { zh: '取消找回二次验证', en: 'Removal of a second factor cancelled' },
    meaning: {
      zh: '本人在已登录的设备上取消了该申请',
      en: 'somebody who is signed in to the account cancelled it',
    },
  },
  factor_recovered: {
    title: { zh: '等待期满，移除二次验证', en: 'Lost second factor removed' },
    meaning: {
      zh: '等待期满后，本人移除了丢失的二次验证，全部会话已结束；detail.kind 是种类',
      en: 'after the wait somebody removed the second factors that were lost, and every session ended; detail.kind says which',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** What `factor_required` gave; it is used up. */
const ticketField = { type: 'string', minLength: 1, maxLength: 512 } as const

export const askFactorRecoveryBody = {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: { ticket: ticketField },
} as const
export type AskFactorRecoveryBody = Static<typeof askFactorRecoveryBody>

export const finishFactorRecoveryBody = {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: { ticket: ticketField, transport: transportField, remember: rememberField },
} as const
export type FinishFactorRecoveryBody = Static<typeof finishFactorRecoveryBody>

/** When the factors may be removed, at a login by the same first factor. */
export const factorRecoveryView = {
  type: 'object',
  additionalProperties: false,
  required: ['asked_at', 'from', 'until'],
  properties: {
    asked_at: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
  },
} as const
export type FactorRecoveryView = Static<typeof factorRecoveryView>

export const ownFactorRecoveryView = {
  type: 'object',
  additionalProperties: false,
  required: ['recovery'],
  properties: { recovery: { anyOf: [factorRecoveryView, { type: 'null' }] } },
} as const
export type OwnFactorRecoveryView = Static<typeof ownFactorRecoveryView>

export const askFactorRecovery: Call<AskFactorRecoveryBody, FactorRecoveryView> = {
  method: 'POST',
  path: '/v1/login/factor-recovery',
}
export const finishFactorRecovery: Call<FinishFactorRecoveryBody, GrantView> = {
  method: 'POST',
  path: '/v1/login/factor-recovery/finish',
}
export const readFactorRecovery: Call<undefined, OwnFactorRecoveryView> = {
  method: 'GET',
  path: '/v1/me/factor-recovery',
}
export const cancelFactorRecovery: Call<undefined> = {
  method: 'DELETE',
  path: '/v1/me/factor-recovery',
}

export const factorRecoveryOperations = {
  askFactorRecovery: /* @__PURE__ */ operation(askFactorRecovery, {
    access: 'anybody',
    tag: 'login',
    body: askFactorRecoveryBody,
    data: factorRecoveryView,
    fails: ['factor_ticket_invalid', 'factor_recovery_refused', 'too_many_requests'],
    zh: '二次验证已丢失：申请在等待期满后将其移除，并立即通知本人',
    en: 'say that the second factor is lost: it may be removed after a wait, and the owner is told at once',
  }),
  finishFactorRecovery: /* @__PURE__ */ operation(finishFactorRecovery, {
    access: 'anybody',
    tag: 'login',
    body: finishFactorRecoveryBody,
    data: grantView,
    fails: [
      'factor_ticket_invalid',
      'factor_recovery_refused',
      'factor_recovery_waiting',
      'factor_enrolment_required',
      'user_banned',
      'refused',
      'too_many_sessions',
    ],
    zh: '等待期满后移除丢失的二次验证，结束其他会话，完成登录',
    en: 'remove lost second factors after the wait, end every other session, and sign in',
  }),
  readFactorRecovery: /* @__PURE__ */ operation(readFactorRecovery, {
    access: 'callers',
    tag: 'me',
    data: ownFactorRecoveryView,
    zh: '是否有人申请移除自己的二次验证',
    en: "whether somebody said that one's second factor is lost",
  }),
  cancelFactorRecovery: /* @__PURE__ */ operation(cancelFactorRecovery, {
    access: 'callers',
    tag: 'me',
    fails: ['conflict'],
    zh: '取消该申请',
    en: 'cancel that',
  }),
} as const
