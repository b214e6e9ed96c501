import type { Code } from './ground/words.ts'

/** What any request can come to. */
export const requestsCodes = {
  ok: { number: 0, status: 200, zh: '成功', en: 'OK' },
  invalid_request: { number: 4103, status: 400, zh: '参数有误', en: 'The request is not valid' },
  body_too_large: { number: 4103, status: 413, zh: '请求体过大', en: 'The body is too large' },
  media_type_unsupported: {
    number: 4103,
    status: 415,
    zh: '不支持的内容类型',
    en: 'The content type is not supported',
  },
  host_unknown: {
    number: 4210,
    status: 421,
    zh: '此服务器不以该域名提供服务',
    en: 'The server is not known under this name',
  },
  not_found: { number: 4004, status: 404, zh: '未找到', en: 'Not found' },
  method_not_allowed: { number: 4103, status: 405, zh: '请求方法有误', en: 'Method not allowed' },
  cursor_invalid: { number: 4103, status: 400, zh: '分页游标无效', en: 'The cursor is not valid' },
  conflict: {
    number: 4103,
    status: 409,
    zh: '与数据的现状冲突，请刷新后重试',
    en: 'The data as it is now does not allow it; read it again',
  },
  refused: {
    number: 4113,
    status: 403,
    zh: '应用不允许此操作',
    en: 'The application does not allow it',
  },
  too_many_requests: { number: 4290, status: 429, zh: '请求过于频繁', en: 'Too many requests' },
  unavailable: { number: 5030, status: 503, zh: '服务暂不可用', en: 'Temporarily unavailable' },
  clock_differs: {
    number: 5030,
    status: 503,
    zh: '服务器时钟与数据库不一致',
    en: "The server's clock differs from the database's",
  },
  internal_error: { number: 5000, status: 500, zh: '服务器内部错误', en: 'Internal error' },
} as const satisfies Readonly<Record<string, Code>>
