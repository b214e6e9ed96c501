import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const recoveryCodesCodes = {
  factor_missing: {
    number: 4103,
    status: 409,
    zh: '请先绑定验证器',
    en: 'Set up an authenticator first',
  },
} as const satisfies Readonly<Record<string, Code>>

export const recoveryCodesEvents = {
  recovery_codes_made: {
    title: { zh: '生成恢复码', en: 'Recovery codes created' },
    meaning: {
      zh: '本人生成了新的恢复码，旧的全部失效',
      en: 'somebody created recovery codes, and the ones before ended',
    },
  },
  recovery_code_used: {
    title: { zh: '使用恢复码', en: 'Recovery code used' },
    meaning: {
      zh: '本人用一个恢复码代替了二次验证码',
      en: 'somebody showed a recovery code in place of their second factor',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const recoveryCodesView = {
  type: 'object',
  additionalProperties: false,
  required: ['recovery_codes'],
  properties: { recovery_codes: { type: 'array', items: { type: 'string' } } },
} as const
export type RecoveryCodesView = Static<typeof recoveryCodesView>

export const makeRecoveryCodes: Call<undefined, RecoveryCodesView> = {
  method: 'POST',
  path: '/v1/me/recovery-codes',
}

export const recoveryCodesOperations = {
  makeRecoveryCodes: /* @__PURE__ */ operation(makeRecoveryCodes, {
    access: 'callers',
    stepUp: {},
    tag: 'me',
    data: recoveryCodesView,
    fails: ['factor_missing', 'conflict'],
    zh: '生成十个新的恢复码，仅显示一次',
    en: 'create ten recovery codes, shown this once',
  }),
} as const
