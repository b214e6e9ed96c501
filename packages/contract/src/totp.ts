import { type GrantView, grantView } from './ground/grant.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { rememberField, transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export const totpCodes = {
  enrolment_invalid: {
    number: 4103,
    status: 400,
    zh: '绑定验证器已超时，请重新开始',
    en: 'The enrolment took too long; begin again',
  },
} as const satisfies Readonly<Record<string, Code>>

export const totpEvents = {
  factor_added: {
    title: { zh: '开启二次验证', en: 'Second factor added' },
    meaning: {
      zh: '本人添加了二次验证方式；第一种使其他会话结束；detail.kind 是种类',
      en: 'somebody added a second factor; by the first one their other sessions ended; detail.kind says which',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const beginTotpBody = {
  type: 'object',
  additionalProperties: false,
  required: ['kind'],
  properties: { kind: { const: 'totp' } },
} as const
export type BeginTotpBody = Static<typeof beginTotpBody>

/** What an authenticator is set up with: shown this once. */
export const totpEnrolmentView = {
  type: 'object',
  additionalProperties: false,
  required: ['enrolment', 'secret', 'uri', 'expires_in'],
  properties: {
    /** Sent back with the first code. */
    enrolment: { type: 'string' },
    /** In base32, for whoever cannot scan the picture. */
    secret: { type: 'string' },
    /** What the QR code says: `otpauth://totp/…`. */
    uri: { type: 'string' },
    expires_in: { type: 'integer' },
  },
} as const
export type TotpEnrolmentView = Static<typeof totpEnrolmentView>

export const confirmTotpBody = {
  type: 'object',
  additionalProperties: false,
  required: ['enrolment', 'code'],
  properties: {
    enrolment: { type: 'string', minLength: 1, maxLength: 512 },
    code: { type: 'string', minLength: 1, maxLength: 64 },
    transport: transportField,
  },
} as const
export type ConfirmTotpBody = Static<typeof confirmTotpBody>

export const beginTotp: Call<BeginTotpBody, TotpEnrolmentView> = {
  method: 'POST',
  path: '/v1/me/factors',
}
export const confirmTotp: Call<ConfirmTotpBody, GrantView> = {
  method: 'POST',
  path: '/v1/me/factors/totp/confirm',
}

/** Without a session: for whom a second factor is required and who has none. */
const ticketField = { type: 'string', minLength: 1, maxLength: 512 } as const

export const beginTotpWithTicketBody = {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: { ticket: ticketField },
} as const
export type BeginTotpWithTicketBody = Static<typeof beginTotpWithTicketBody>

/** Without a spread, which bundlers keep for whoever needs the path alone. */
export const confirmTotpWithTicketBody = /* @__PURE__ */ both(confirmTotpBody, {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: { ticket: ticketField, remember: rememberField },
} as const)
export type ConfirmTotpWithTicketBody = Static<typeof confirmTotpWithTicketBody>

export const beginTotpWithTicket: Call<BeginTotpWithTicketBody, TotpEnrolmentView> = {
  method: 'POST',
  path: '/v1/login/enrolment',
}
export const confirmTotpWithTicket: Call<ConfirmTotpWithTicketBody, GrantView> = {
  method: 'POST',
  path: '/v1/login/enrolment/confirm',
}

export const totpOperations = {
  beginTotpWithTicket: /* @__PURE__ */ operation(beginTotpWithTicket, {
    access: 'anybody',
    tag: 'login',
    body: beginTotpWithTicketBody,
    data: totpEnrolmentView,
    fails: ['factor_ticket_invalid', 'identity_unproven'],
    zh: '必须开启二次验证的账号，在登录途中绑定验证器',
    en: 'set up an authenticator on the way in, where one is required',
  }),
  confirmTotpWithTicket: /* @__PURE__ */ operation(confirmTotpWithTicket, {
    access: 'anybody',
    tag: 'login',
    body: confirmTotpWithTicketBody,
    data: grantView,
    fails: [
      'factor_ticket_invalid',
      'enrolment_invalid',
      'identity_unproven',
      'code_wrong',
      'user_banned',
      'too_many_sessions',
      'too_many_requests',
    ],
    zh: '用第一个验证码确认验证器，完成登录',
    en: 'confirm it by its first code, and sign in',
  }),
  beginTotp: /* @__PURE__ */ operation(beginTotp, {
    access: 'callers',
    stepUp: {},
    tag: 'me',
    body: beginTotpBody,
    data: totpEnrolmentView,
    fails: ['identity_unproven'],
    zh: '开始绑定验证器',
    en: 'begin to set up an authenticator',
  }),
  confirmTotp: /* @__PURE__ */ operation(confirmTotp, {
    access: 'callers',
    stepUp: {},
    tag: 'me',
    body: confirmTotpBody,
    data: grantView,
    fails: [
      'code_wrong',
      'enrolment_invalid',
      'identity_unproven',
      'too_many_requests',
      'conflict',
    ],
    zh: '用第一个验证码确认验证器',
    en: 'confirm an authenticator by its first code',
  }),
} as const
