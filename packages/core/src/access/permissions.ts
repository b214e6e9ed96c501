const permissionPattern = /^(\*|[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)*(:\*)?)$/
const rolePattern = /^[a-z][a-z0-9_-]{0,63}$/

/** True for the name of a permission as a role may hold it: `user:edit`, `user:*`, `*`. */
export function isPermission(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 128 && permissionPattern.test(text)
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
