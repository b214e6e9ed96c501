import type { Code } from './ground/words.ts'

/**
 * Sent with whatever sets or uses a cookie, its value `1`: no form, image or link can send it, and a
 * page on another origin asks before it does (OWASP CSRF Prevention Cheat Sheet, custom headers).
 */
export const csrfHeader = 'z-csrf'

export const cookiesCodes = {
  transport_unavailable: {
    number: 4103,
    status: 400,
    zh: '此处不能使用 cookie：未启用，或不是 https',
    en: 'Cookies cannot be used here: they are turned off, or there is no https',
  },
  origin_unknown: {
    number: 4109,
    status: 403,
    zh: '请求不是来自本站或允许的来源',
    en: 'The request does not come from this site or an origin that is listed',
  },
  csrf_header_missing: {
    number: 4109,
    status: 403,
    zh: '缺少请求头 z-csrf: 1',
    en: 'The header z-csrf: 1 is missing',
  },
} as const satisfies Readonly<Record<string, Code>>
