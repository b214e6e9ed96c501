import type { Code } from './ground/words.ts'

export const phonesCodes = {
  phone_invalid: {
    number: 4103,
    status: 400,
    zh: '手机号有误',
    en: 'The phone number is not valid',
  },
  phone_taken: {
    number: 4103,
    status: 409,
    zh: '手机号已注册',
    en: 'The phone number is registered',
  },
} as const satisfies Readonly<Record<string, Code>>
