/** What one outcome is: its number on the wire, its HTTP status under /v1, its two messages. */
export interface Code {
  readonly number: number
  readonly status: number
  readonly zh: string
  readonly en: string
}

/**
 * Every outcome a reply can name. The key is the stable `reason` of a failure; several names share
 * a number, as in the tutorial, where 4103 covers every parameter and credential fault.
 * On the tutorial's routes the HTTP status is always 200 and only the number and `zh` are sent.
 */
export const codes = {
  ok: { number: 0, status: 200, zh: '成功', en: 'OK' },

  // The tutorial's own outcomes, with its own words.
  information_unavailable: {
    number: 4004,
    status: 503,
    zh: '获取信息失败',
    en: 'The information could not be read',
  },
  token_expired: { number: 4101, status: 401, zh: '登录已过期', en: 'The login has expired' },
  token_missing: { number: 4103, status: 401, zh: '缺少参数token', en: 'A token is required' },
  body_missing: {
    number: 4103,
    status: 400,
    zh: '未接收到参数',
    en: 'No parameters were received',
  },
  credentials_missing: {
    number: 4103,
    status: 400,
    zh: '请填写手机号或密码',
    en: 'Phone and password are required',
  },
  phone_invalid: {
    number: 4103,
    status: 400,
    zh: '手机号有误',
    en: 'The phone number is not valid',
  },
  credentials_wrong: {
    number: 4103,
    status: 401,
    zh: '手机号或密码错误',
    en: 'Wrong phone or password',
  },

  // Tokens and sessions.
  token_invalid: { number: 4102, status: 401, zh: '令牌无效', en: 'The token is not valid' },
  session_ended: { number: 4101, status: 401, zh: '登录已过期', en: 'The session has ended' },
  session_idle: {
    number: 4106,
    status: 401,
    zh: '长时间未操作，请重新登录',
    en: 'The session was idle too long',
  },
  kicked_out: {
    number: 4104,
    status: 401,
    zh: '已被强制下线',
    en: 'The session was ended by an administrator',
  },
  replaced: {
    number: 4105,
    status: 401,
    zh: '已在其他设备登录',
    en: 'Replaced by a login on another device',
  },
  password_changed: {
    number: 4101,
    status: 401,
    zh: '密码已修改，请重新登录',
    en: 'The password was changed; sign in again',
  },
  account_deleted: { number: 4101, status: 401, zh: '账号已注销', en: 'The account was deleted' },
  too_many_sessions: {
    number: 4290,
    status: 409,
    zh: '登录设备过多，请先退出其他设备',
    en: 'Too many sessions are open; end one first',
  },
  user_banned: { number: 4107, status: 403, zh: '账号已被封禁', en: 'The account is banned' },
  step_up_required: {
    number: 4108,
    status: 403,
    zh: '请再次验证身份',
    en: 'Verify your identity again',
  },
  permission_denied: { number: 4109, status: 403, zh: '没有权限', en: 'Permission denied' },
  last_administrator: {
    number: 4109,
    status: 409,
    zh: '至少要保留一位拥有全部权限的管理员',
    en: 'Somebody has to remain who may do everything',
  },
  refresh_token_reused: {
    number: 4110,
    status: 401,
    zh: '登录凭证已被使用，请重新登录',
    en: 'The refresh token was used before',
  },

  // Parameters.
  invalid_request: { number: 4103, status: 400, zh: '参数有误', en: 'The request is not valid' },
  password_too_short: {
    number: 4103,
    status: 400,
    zh: '密码至少8个字符',
    en: 'The password must have at least 8 characters',
  },
  password_too_long: {
    number: 4103,
    status: 400,
    zh: '密码最多256个字符',
    en: 'The password must have at most 256 characters',
  },
  password_wrong: {
    number: 4103,
    status: 403,
    zh: '密码错误',
    en: 'The password is wrong',
  },
  password_unchanged: {
    number: 4103,
    status: 400,
    zh: '新密码不能与旧密码相同',
    en: 'The new password is the old one',
  },
  reset_token_invalid: {
    number: 4102,
    status: 401,
    zh: '重置令牌无效或已过期',
    en: 'The reset token is not valid or has expired',
  },
  setup_token_invalid: {
    number: 4102,
    status: 401,
    zh: '初始化令牌无效或已过期',
    en: 'The setup token is not valid or has expired',
  },
  role_unknown: { number: 4103, status: 400, zh: '角色不存在', en: 'There is no such role' },
  cursor_invalid: { number: 4103, status: 400, zh: '分页游标无效', en: 'The cursor is not valid' },
  password_common: {
    number: 4103,
    status: 400,
    zh: '密码过于常见，请换一个',
    en: 'The password is too common',
  },
  password_breached: {
    number: 4103,
    status: 400,
    zh: '该密码曾在数据泄露中出现，请换一个',
    en: 'The password has appeared in a data breach; choose another',
  },
  phone_taken: {
    number: 4103,
    status: 409,
    zh: '手机号已注册',
    en: 'The phone number is registered',
  },
  registration_closed: {
    number: 4103,
    status: 403,
    zh: '暂未开放注册',
    en: 'Registration is closed',
  },
  image_invalid: {
    number: 4103,
    status: 400,
    zh: '图片无法识别，请使用 PNG、JPEG、WebP 或 GIF',
    en: 'The picture cannot be read; use PNG, JPEG, WebP or GIF',
  },
  image_too_large: {
    number: 4103,
    status: 400,
    zh: '图片尺寸过大',
    en: 'The picture has too many pixels or frames',
  },
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

  conflict: {
    number: 4103,
    status: 409,
    zh: '数据已被他人修改，请重试',
    en: 'It was changed meanwhile; read it again',
  },

  // Operation.
  too_many_requests: { number: 4290, status: 429, zh: '请求过于频繁', en: 'Too many requests' },
  unavailable: { number: 5030, status: 503, zh: '服务暂不可用', en: 'Temporarily unavailable' },
  clock_differs: {
    number: 5030,
    status: 503,
    zh: '服务器时钟与数据库不一致',
    en: "The server's clock differs from the database's",
  },
  internal_error: { number: 5000, status: 500, zh: '服务器内部错误', en: 'Internal error' },
} as const

export type CodeName = keyof typeof codes
export type FailureName = Exclude<CodeName, 'ok'>
export type Language = 'zh-CN' | 'en'

/** The message of an outcome in one of the two languages. */
export function messageOf(name: CodeName, language: Language): string {
  const code: Code = codes[name]
  return language === 'en' ? code.en : code.zh
}
