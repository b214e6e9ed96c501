import {
  deviceField,
  deviceKindField,
  emailField,
  nameField,
  passwordField,
  phoneField,
} from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { both } from './ground/object.ts'
import { codeAnswer } from './ground/one-time-code.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { rememberField, transportField } from './ground/transport.ts'
import { newUserFieldsBody } from './ground/user-fields.ts'
import type { Code, EventWords } from './ground/words.ts'

export const oneTimeCodesCodes = {
  code_wrong: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '验证码错误',
    en: 'The code is wrong',
  },
  /** One reply for all that is not the newest: used, over, ended by another, of something else. */
  code_expired: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '验证码已失效，请输入最新收到的一条，或重新获取',
    en: 'The code is no longer valid; enter the newest one you were sent, or ask for another',
  },
  owner_uncertain: {
    number: 4103,
    status: 409,
    zh: '该手机号的账号很久未使用，请再输入密码；如果不是您的账号，可重新注册',
    en: 'Nobody has used the account of this phone for long; show its password too, or start over',
  },
  identity_held: {
    number: 4103,
    status: 409,
    zh: '该手机号刚从一个账号移除；如果不是您本人移除的，可以收回账号',
    en: 'The phone was taken from an account lately; if that was not you, take the account back',
  },
  channel_unavailable: {
    number: 4103,
    status: 400,
    zh: '暂不支持用这种方式接收验证码',
    en: 'Codes are not sent this way here',
  },
  region_unsupported: {
    number: 4103,
    status: 400,
    zh: '暂不支持该国家或地区的手机号',
    en: 'Codes are not sent to phones of this country',
  },
  sending_closed: {
    number: 5030,
    status: 503,
    zh: '验证码暂停发送，请稍后再试或用密码登录',
    en: 'No codes are sent at present; try later, or use a password',
  },
} as const satisfies Readonly<Record<string, Code>>

export const oneTimeCodesEvents = {
  code_sending_closed: {
    title: { zh: '验证码停止发送', en: 'Sending of codes closed' },
    meaning: {
      zh: '今天发送的验证码达到上限，到次日零点（UTC）前不再发送；detail.channel 是通道',
      en: 'as many codes were sent as may be in a day, and none is until midnight (UTC); detail.channel says by what',
    },
  },
  code_failed: {
    title: { zh: '验证码错误', en: 'Wrong code' },
    meaning: {
      zh: '有人输错了验证码；detail 中的 phone 或 email 是打码的账号，purpose 是用途',
      en: 'somebody entered a wrong one-time code; detail.phone or email is whose, masked, and purpose what it was for',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** What a code is for; it is right for nothing else. */
export const codePurposes = ['login', 'password_reset', 'verify'] as const
export type CodePurpose = (typeof codePurposes)[number]

export const requestCodeBody = {
  type: 'object',
  additionalProperties: false,
  required: ['purpose'],
  properties: {
    purpose: { type: 'string', enum: codePurposes },
    /** Exactly one of the two says whom it is sent to. */
    phone: phoneField,
    email: emailField,
  },
} as const
export type RequestCodeBody = Static<typeof requestCodeBody>

/** The same for somebody who is known, who is not, and who is banned. */
export const codeRequestView = {
  type: 'object',
  additionalProperties: false,
  required: ['challenge_id', 'expires_in', 'resend_in'],
  properties: {
    /** Shown again together with the code. */
    challenge_id: { type: 'string' },
    /** Seconds for which the code holds. */
    expires_in: { type: 'integer' },
    /** Seconds until another may be asked for. */
    resend_in: { type: 'integer' },
  },
} as const
export type CodeRequestView = Static<typeof codeRequestView>

export const codeLoginBody = /* @__PURE__ */ both(codeAnswer, {
  type: 'object',
  additionalProperties: false,
  required: [],
  properties: {
    /** Of whoever has no account yet and is given one. */
    name: nameField,
    /** Likewise; what is required is not asked for here. */
    fields: newUserFieldsBody,
    /** One thing more, where `owner_uncertain` asks for it. */
    password: passwordField,
    /** What to do where it was answered that the phone may be another's: begin with an account of
     * its own (`owner_uncertain`), or undo that it was taken away (`identity_held`). */
    resolve: { type: 'string', enum: ['begin_anew', 'take_back'] },
    device_token: { type: ['string', 'null'], maxLength: 512 },
    device: deviceField,
    device_kind: deviceKindField,
    transport: transportField,
    remember: rememberField,
  },
} as const)
export type CodeLoginBody = Static<typeof codeLoginBody>

export const requestCode: Call<RequestCodeBody, CodeRequestView> = {
  method: 'POST',
  path: '/v1/codes',
}
export const loginWithCode: Call<CodeLoginBody, GrantView> = {
  method: 'POST',
  path: '/v1/login/code',
}

export const oneTimeCodesOperations = {
  requestCode: /* @__PURE__ */ operation(requestCode, {
    access: 'anybody',
    tag: 'login',
    body: requestCodeBody,
    data: codeRequestView,
    status: 202,
    fails: [
      'phone_invalid',
      'email_invalid',
      'channel_unavailable',
      'region_unsupported',
      'sending_closed',
      'human_check_required',
      'too_many_requests',
    ],
    zh: '获取一次性验证码',
    en: 'ask for a one-time code',
  }),
  loginWithCode: /* @__PURE__ */ operation(loginWithCode, {
    access: 'anybody',
    tag: 'login',
    body: codeLoginBody,
    data: grantView,
    fails: [
      'refused',
      'phone_invalid',
      'email_invalid',
      'code_wrong',
      'code_expired',
      'password_wrong',
      'owner_uncertain',
      'identity_held',
      'identity_taken',
      'registration_closed',
      'factor_required',
      'factor_enrolment_required',
      'user_banned',
      'too_many_sessions',
      'too_many_requests',
    ],
    zh: '用验证码登录；没有账号则注册',
    en: 'sign in with a code, or register with it',
  }),
} as const
