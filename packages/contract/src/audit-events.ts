/** What can happen, for the audit, for `on` and for webhooks. One name in all three. */
export const auditEvents = [
  'user_registered',
  'user_created',
  'administrator_set_up',
  'user_updated',
  'user_deleted',
  'user_imported',
  'login',
  'login_failed',
  'logout',
  'session_ended',
  'refresh_token_reused',
  'identity_verified',
  'verification_failed',
  'password_changed',
  'password_reset_requested',
  'password_reset',
  'user_banned',
  'user_unbanned',
  'role_changed',
  'role_deleted',
  'key_rotated',
  'key_revoked',
] as const
export type AuditEvent = (typeof auditEvents)[number]

/** What each event is called where entries are listed. */
export const eventTitles: Readonly<
  Record<AuditEvent, { readonly zh: string; readonly en: string }>
> = {
  user_registered: { zh: '注册账号', en: 'Registered' },
  user_created: { zh: '新建用户', en: 'User added' },
  administrator_set_up: { zh: '创建首位管理员', en: 'First administrator made' },
  user_updated: { zh: '修改用户', en: 'User changed' },
  user_deleted: { zh: '删除账号', en: 'Account deleted' },
  user_imported: { zh: '导入用户', en: 'User imported' },
  login: { zh: '登录', en: 'Signed in' },
  login_failed: { zh: '登录失败', en: 'Sign-in failed' },
  logout: { zh: '退出登录', en: 'Signed out' },
  session_ended: { zh: '会话结束', en: 'Sessions ended' },
  refresh_token_reused: { zh: '刷新令牌被重用', en: 'Refresh token reused' },
  identity_verified: { zh: '再次验证身份', en: 'Password shown again' },
  verification_failed: { zh: '身份验证失败', en: 'Wrong current password' },
  password_changed: { zh: '修改密码', en: 'Password changed' },
  password_reset_requested: { zh: '申请重置密码', en: 'Password reset asked for' },
  password_reset: { zh: '重置密码', en: 'Password reset' },
  user_banned: { zh: '封禁用户', en: 'User banned' },
  user_unbanned: { zh: '解封用户', en: 'Ban lifted' },
  role_changed: { zh: '新建或修改角色', en: 'Role made or changed' },
  role_deleted: { zh: '删除角色', en: 'Role removed' },
  key_rotated: { zh: '轮换密钥', en: 'Signing key rotated' },
  key_revoked: { zh: '吊销密钥', en: 'Signing key revoked' },
}

/** What each event means, for the documentation and for whoever reads the audit. */
export const eventMeanings: Readonly<
  Record<AuditEvent, { readonly zh: string; readonly en: string }>
> = {
  user_registered: { zh: '有人自己注册了账号', en: 'somebody registered an account of their own' },
  user_created: {
    zh: '管理员或程序新建了用户',
    en: 'an administrator or the application added a user',
  },
  administrator_set_up: {
    zh: '用服务器启动时给出的一次性链接创建了第一位管理员',
    en: 'the first administrator was made, with the link that a server gave when it started',
  },
  user_updated: {
    zh: '用户资料、级别或角色变了；detail.fields 是改了哪些',
    en: 'profile, level or roles of a user changed; detail.fields names which',
  },
  user_deleted: {
    zh: '账号删除了，它的令牌全部失效',
    en: 'an account is gone, and every token of it',
  },
  user_imported: {
    zh: '从别的程序导入了用户',
    en: 'a user was taken over from another application',
  },
  login: { zh: '登录成功，开了一个会话', en: 'somebody signed in: a session began' },
  login_failed: {
    zh: '登录失败；detail.phone 是打码的手机号',
    en: 'somebody failed to sign in; detail.phone is the phone, masked',
  },
  logout: { zh: '本人退出登录', en: 'somebody signed out' },
  session_ended: {
    zh: '会话结束：本人结束、被管理员踢下线或过期；detail 说明是哪一种',
    en: 'sessions ended: by their owner, by an administrator or by time; detail says which',
  },
  refresh_token_reused: {
    zh: '刷新令牌被用了两次，可能泄露，会话已结束',
    en: 'a refresh token came twice, so it may have leaked: its session ended',
  },
  identity_verified: {
    zh: '本人又输了一次密码，可以做敏感操作',
    en: 'somebody showed their password once more, for something sensitive',
  },
  verification_failed: {
    zh: '已登录的人输错了当前密码',
    en: 'somebody signed in gave a wrong password where it was asked for again',
  },
  password_changed: {
    zh: '密码改了，其他会话已结束',
    en: 'a password changed, and other sessions ended',
  },
  password_reset_requested: {
    zh: '有人为用户申请了重置密码',
    en: 'a password reset was asked for on behalf of a user',
  },
  password_reset: {
    zh: '用重置令牌设了新密码，全部会话已结束',
    en: 'a new password was set with a reset token, and every session ended',
  },
  user_banned: {
    zh: '用户被封禁，令牌立即失效；detail 有原因和期限',
    en: 'a user was banned, at once; detail has the reason and the end',
  },
  user_unbanned: { zh: '用户解封', en: 'a ban was lifted' },
  role_changed: { zh: '角色新建或权限变了', en: 'a role was made, or what it holds changed' },
  role_deleted: { zh: '角色删除了', en: 'a role was removed' },
  key_rotated: { zh: '签名密钥轮换了', en: 'the signing key was rotated' },
  key_revoked: { zh: '签名密钥作废了', en: 'a signing key was revoked' },
}
