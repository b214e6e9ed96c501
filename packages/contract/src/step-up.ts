import { passwordField } from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { both } from './ground/object.ts'
import { codeAnswer } from './ground/one-time-code.ts'
import { type Call, operation } from './ground/operation.ts'
import { factorAnswer } from './ground/second-factor.ts'
import type { Static } from './ground/static.ts'
import { transportBody, transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export const stepUpCodes = {
  step_up_required: {
    number: 4108,
    status: 403,
    zh: '请再次验证身份',
    en: 'Verify your identity again',
  },
} as const satisfies Readonly<Record<string, Code>>

export const stepUpEvents = {
  identity_verified: {
    title: { zh: '再次验证身份', en: 'Verified again' },
    meaning: {
      zh: '本人又输了一次密码、验证码或二次验证码，可以做敏感操作',
      en: 'somebody showed their password, a code or their second factor once more, for something sensitive',
    },
  },
  verification_failed: {
    title: { zh: '身份验证失败', en: 'Wrong current password' },
    meaning: {
      zh: '已登录的人输错了当前密码',
      en: 'somebody signed in gave a wrong password where it was asked for again',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** Shows once more that it is the owner: `step_up_required` asks for it. */
export const verifyBody = {
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['password'],
      properties: { password: passwordField, transport: transportField },
    },
    /* @__PURE__ */ both(codeAnswer, transportBody),
    /* @__PURE__ */ both(factorAnswer, transportBody),
  ],
} as const
export type VerifyBody = Static<typeof verifyBody>

export const verify: Call<VerifyBody, GrantView> = { method: 'POST', path: '/v1/verify' }

export const stepUpOperations = {
  verify: /* @__PURE__ */ operation(verify, {
    access: 'callers',
    tag: 'login',
    body: verifyBody,
    data: grantView,
    fails: [
      'password_wrong',
      'step_up_required',
      'too_many_requests',
      'phone_invalid',
      'email_invalid',
      'code_wrong',
      'code_expired',
      'factor_required',
    ],
    zh: '再次验证密码，或用验证码；开启了二次验证的，用二次验证',
    en: 'show the password once more, or a code; whoever has a second factor shows that',
  }),
} as const
