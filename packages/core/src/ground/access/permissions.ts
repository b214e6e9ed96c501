const permissionPattern = /^(\*|[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)*(:\*)?)$/
const rolePattern = /^[a-z][a-z0-9_-]{0,63}$/

/** True for the name of a permission as a role may hold it: `user:edit`, `user:*`, `*`. */
export function isPermission(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 128 && permissionPattern.test(text)
}

export function isRoleName(text: unknown): text is string {
  return typeof text === 'string' && rolePattern.test(text)
}
