import type { Code } from './ground/words.ts'

/** Why somebody is not let on. */
export const guardCodes = {
  token_missing: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '缺少参数token',
    en: 'A token is required',
  },
  token_expired: { number: 4101, status: 401, zh: '登录已过期', en: 'The login has expired' },
  token_invalid: { number: 4102, status: 401, zh: '令牌无效', en: 'The token is not valid' },
  permission_denied: { number: 4109, status: 403, zh: '没有权限', en: 'Permission denied' },
} as const satisfies Readonly<Record<string, Code>>
