import type { AccessStore } from '@ztoken/core'
import { countsAsHolder, requireAccess } from '../judgements/access.ts'
import { addAudit, invalidate, moveAccess, type Tables } from './tables.ts'

export function accessStore(tables: Tables): AccessStore {
  const { accounts, roles } = tables

  return {
    async findAccess(userId) {
      const account = accounts.get(userId)
      if (account === undefined) return null
      const held = account.user.roles.flatMap((name) => roles.get(name)?.permissions ?? [])
      return { roles: [...account.user.roles], permissions: [...new Set(held)] }
    },
    readAccessState: async () => ({ ...tables.access }),
    isPermissionHeld: async (permission, except = {}) =>
      [...accounts.values()].some(
        ({ user }) =>
          countsAsHolder(user, except) &&
          user.roles.some(
            (name) =>
              name !== except.role && (roles.get(name)?.permissions.includes(permission) ?? false),
          ),
      ),
    listRoles: async () =>
      [...roles.values()]
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .map((role) => structuredClone(role)),
    async countHolders(most) {
      const held = [...accounts.values()]
        .map(({ user }) => user.roles)
        .filter((names) => names.length > 0)
      const counts = new Map<string, number>()
      for (const role of held.slice(0, most).flat()) counts.set(role, (counts.get(role) ?? 0) + 1)
      return {
        counts: [...counts].map(([role, users]) => ({ role, users })),
        isAll: held.length <= most,
      }
    },
    async putRole(role, audit = [], { ifAccess } = {}) {
      requireAccess(tables.access.version, ifAccess)
      roles.set(role.name, structuredClone(role))
      invalidate(tables, 'access', role.name)
      moveAccess(tables)
      addAudit(tables, audit)
    },
    async deleteRole(name, audit = [], { ifAccess } = {}) {
      requireAccess(tables.access.version, ifAccess)
      if (!roles.delete(name)) return false
      for (const [id, account] of accounts) {
        if (!account.user.roles.includes(name)) continue
        const held = account.user.roles.filter((role) => role !== name)
        accounts.set(id, { ...account, user: { ...account.user, roles: held } })
      }
      invalidate(tables, 'access', name)
      moveAccess(tables)
      addAudit(tables, audit)
      return true
    },
  }
}
