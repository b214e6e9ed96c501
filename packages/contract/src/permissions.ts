/** What one permission lets its holder do, in the two languages. */
export interface PermissionMeaning {
  readonly zh: string
  readonly en: string
}

/**
 * The permissions our own routes ask for. An application names others of its own in the same form;
 * a role holds any of them, and `user:*` or `*` for all below.
 */
export const permissions = {
  'user:read': {
    zh: '查看用户的资料、角色与封禁状态',
    en: 'see users: profile, roles and ban',
  },
  'user:create': { zh: '创建用户', en: 'add users' },
  'user:edit': { zh: '修改用户的资料与等级', en: 'change the profile and the level of users' },
  'user:delete': { zh: '删除用户', en: 'delete users' },
  'user:ban': { zh: '封禁与解封用户', en: 'ban users and lift bans' },
  'user:reset_password': {
    zh: '为用户签发一次性的密码重置令牌',
    en: 'issue a token with which a user sets a new password, once',
  },
  'session:read': { zh: '查看用户的会话', en: 'see the sessions of users' },
  'session:end': { zh: '强制用户下线', en: 'end the sessions of users' },
  'role:read': { zh: '查看角色', en: 'see roles' },
  'role:edit': {
    zh: '新建、修改与删除角色（不超出自己的权限和角色）',
    en: 'make, change and delete roles, within the roles and permissions one has',
  },
  'role:assign': {
    zh: '为用户分配角色（不超出自己的权限和角色）',
    en: 'give roles to users, within the roles and permissions one has',
  },
  'audit:read': { zh: '查看审计记录', en: 'read the audit' },
  'revocation:read': { zh: '读取吊销流', en: 'follow the revocation feed' },
  'figures:read': {
    zh: '查看运行数据（登录数、请求耗时等）',
    en: 'see what a running server counts: sign-ins, requests, how long they take',
  },
  'key:read': { zh: '查看签名密钥', en: 'see the signing keys' },
  'key:rotate': { zh: '轮换与吊销签名密钥', en: 'rotate and revoke signing keys' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export type Permission = keyof typeof permissions

/** `user:edit`, `user:*`, `*`: segments joined by colons, a star for everything below. */
export const permissionForm = '^(\\*|[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)*(:\\*)?)$'
export const longestPermission = 128
export const roleForm = '^[a-z][a-z0-9_-]{0,63}$'

const permissionPattern = /* @__PURE__ */ new RegExp(permissionForm)
const rolePattern = /* @__PURE__ */ new RegExp(roleForm)

/** True for the name of a permission as a role may hold it: `user:edit`, `user:*`, `*`. */
export function isPermission(text: unknown): text is string {
  return (
    typeof text === 'string' && text.length <= longestPermission && permissionPattern.test(text)
  )
}

export function isRoleName(text: unknown): text is string {
  return typeof text === 'string' && rolePattern.test(text)
}

/**
 * True where one of the permissions held covers the one wanted: itself, or a star in place of its
 * end. `user:*` covers `user:edit` and `user:edit:name`, and neither `user` nor `users:edit`.
 */
export function permits(held: readonly string[], wanted: string): boolean {
  return held.some(
    (permission) =>
      permission === '*' ||
      permission === wanted ||
      (permission.endsWith(':*') && wanted.startsWith(permission.slice(0, -1))),
  )
}
