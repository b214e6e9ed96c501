import type { Code } from './ground/words.ts'

export const identifiersCodes = {
  email_invalid: {
    number: 4103,
    status: 400,
    zh: '邮箱地址有误',
    en: 'The e-mail address is not valid',
  },
  username_invalid: {
    number: 4103,
    status: 400,
    zh: '用户名有误',
    en: 'The username is not valid',
  },
  identifier_invalid: {
    number: 4103,
    status: 400,
    zh: '请填写手机号、邮箱地址或用户名',
    en: 'Enter a phone number, an e-mail address or a username',
  },
} as const satisfies Readonly<Record<string, Code>>
