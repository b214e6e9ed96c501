import type { Words } from './words.ts'

/** What one permission lets its holder do, in the two languages. */
export type PermissionMeaning = Words

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
