import type { Permission } from './permissions.ts'

/** What one route is for, in the two languages, and who may ask it. */
export interface Operation {
  readonly zh: string
  readonly en: string
  /** `anybody`; `callers`, who send a token; or the permission that a caller needs. */
  readonly access: 'anybody' | 'callers' | Permission
}

/** Every route there is, under its method and path. The OpenAPI document is written from it. */
export const operations: Readonly<Record<string, Operation>> = {
  'POST /login': {
    zh: '教程的登录：返回令牌',
    en: "the tutorial's login: gives a token",
    access: 'anybody',
  },
  'GET /user/detail': { zh: '教程的用户详情', en: "the tutorial's user detail", access: 'callers' },

  'POST /v1/register': { zh: '注册并登录', en: 'register, and be signed in', access: 'anybody' },
  'POST /v1/login': { zh: '登录', en: 'sign in', access: 'anybody' },
  'POST /v1/refresh': { zh: '换取新的令牌', en: 'get new tokens', access: 'anybody' },
  'POST /v1/logout': { zh: '退出登录', en: 'end this session', access: 'callers' },
  'POST /v1/verify': { zh: '再次验证密码', en: 'show the password once more', access: 'callers' },
  'POST /v1/password-reset': {
    zh: '用重置令牌设置新密码',
    en: 'set a new password with a reset token',
    access: 'anybody',
  },
  'POST /v1/setup': {
    zh: '创建第一个管理员',
    en: 'make the first administrator',
    access: 'anybody',
  },
  'GET /v1/about': {
    zh: '关于这台服务器',
    en: 'what anybody may know of this server',
    access: 'anybody',
  },

  'GET /v1/caller': {
    zh: '令牌属于谁，不查询数据库',
    en: 'who a token belongs to, without asking the database',
    access: 'callers',
  },
  'GET /v1/me': { zh: '自己的账号', en: "one's own account", access: 'callers' },
  'PATCH /v1/me': { zh: '修改自己的资料', en: "change one's profile", access: 'callers' },
  'DELETE /v1/me': { zh: '注销自己的账号', en: "delete one's own account", access: 'callers' },
  'PUT /v1/me/password': { zh: '修改密码', en: "change one's password", access: 'callers' },
  'PUT /v1/me/avatar': { zh: '上传头像', en: "set one's picture", access: 'callers' },
  'DELETE /v1/me/avatar': { zh: '删除头像', en: "remove one's picture", access: 'callers' },
  'GET /v1/avatars/:id/:size.webp': {
    zh: '头像图片',
    en: 'a picture of somebody',
    access: 'anybody',
  },
  'GET /v1/me/permissions': { zh: '自己的权限', en: 'what one may do', access: 'callers' },
  'GET /v1/me/export': {
    zh: '导出自己的全部数据',
    en: 'everything kept about oneself',
    access: 'callers',
  },
  'GET /v1/me/sessions': { zh: '自己的会话', en: "one's sessions", access: 'callers' },
  'DELETE /v1/me/sessions': {
    zh: '结束自己的其他会话',
    en: "end one's other sessions",
    access: 'callers',
  },
  'DELETE /v1/me/sessions/:id': {
    zh: '结束自己的一个会话',
    en: "end one of one's sessions",
    access: 'callers',
  },
  'GET /v1/me/session/events': {
    zh: '会话结束时得到通知（事件流）',
    en: 'be told when this session ends (an event stream)',
    access: 'callers',
  },

  'GET /v1/users': { zh: '用户列表与搜索', en: 'list and search users', access: 'user:read' },
  'POST /v1/users': { zh: '新建用户', en: 'add a user', access: 'user:create' },
  'GET /v1/users/:id': { zh: '用户详情', en: 'one user', access: 'user:read' },
  'PATCH /v1/users/:id': { zh: '修改用户', en: 'change a user', access: 'user:edit' },
  'DELETE /v1/users/:id': { zh: '删除用户', en: 'delete a user', access: 'user:delete' },
  'PUT /v1/users/:id/ban': { zh: '封禁', en: 'ban a user', access: 'user:ban' },
  'DELETE /v1/users/:id/ban': { zh: '解封', en: 'lift a ban', access: 'user:ban' },
  'GET /v1/users/:id/sessions': {
    zh: '用户的会话',
    en: 'the sessions of a user',
    access: 'session:read',
  },
  'DELETE /v1/users/:id/sessions': {
    zh: '强制下线',
    en: 'end every session of a user',
    access: 'session:end',
  },
  'DELETE /v1/users/:id/sessions/:session': {
    zh: '强制结束一个会话',
    en: 'end one session of a user',
    access: 'session:end',
  },
  'POST /v1/users/:id/password-reset': {
    zh: '签发重置令牌',
    en: 'issue a reset token',
    access: 'user:reset_password',
  },
  'GET /v1/roles': { zh: '角色列表', en: 'list roles', access: 'role:read' },
  'PUT /v1/roles/:name': { zh: '新建或修改角色', en: 'make or change a role', access: 'role:edit' },
  'DELETE /v1/roles/:name': { zh: '删除角色', en: 'delete a role', access: 'role:edit' },
  'GET /v1/audit': { zh: '审计记录', en: 'who did what', access: 'audit:read' },
  'GET /v1/keys': { zh: '签名密钥', en: 'the signing keys', access: 'key:read' },
  'POST /v1/keys/rotation': {
    zh: '轮换签名密钥',
    en: 'rotate the signing keys',
    access: 'key:rotate',
  },
  'DELETE /v1/keys/:kid': { zh: '吊销签名密钥', en: 'revoke a signing key', access: 'key:rotate' },
  'GET /v1/revocations': {
    zh: '吊销流（分页或事件流）',
    en: 'the revocation feed, in pages or as an event stream',
    access: 'revocation:read',
  },
  'GET /v1/figures': { zh: '实时指标', en: 'live figures', access: 'figures:read' },

  'GET /.well-known/jwks.json': { zh: '公钥', en: 'the public keys', access: 'anybody' },
  'GET /healthz': { zh: '进程在运行', en: 'the process runs', access: 'anybody' },
  'GET /readyz': { zh: '数据库有应答', en: 'the database answers', access: 'anybody' },
  'GET /metrics': { zh: 'Prometheus 指标', en: 'figures for Prometheus', access: 'figures:read' },
  'GET /openapi.json': { zh: '本文档', en: 'this document', access: 'anybody' },
}
