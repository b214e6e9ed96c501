import { isPermission, isRoleName, ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Role } from '../ground/access/role.ts'
import type { Ground } from '../ground/ground.ts'

/** A role, and how many users have it. */
export interface HeldRole extends Role {
  readonly holders: { readonly users: number; readonly is: 'exact' | 'at_least' }
}

/** What somebody may do by name. */
export interface Roles {
  /**
   * All roles, in order of name, with what each holds.
   *
   * @throws ZtokenError `unavailable`.
   */
  roles(): Promise<Role[]>
  /**
   * The same with how many users have each. Where more than five thousand users have a role, no more
   * than those are looked at: then there are `at_least` as many.
   *
   * @throws ZtokenError `unavailable`.
   * @example
   * const [admin] = await auth.rolesWithHolders()
   * admin?.holders // { users: 2, is: 'exact' }
   */
  rolesWithHolders(): Promise<HeldRole[]>
  /**
   * Makes a role or changes what it holds, effective at once for everybody who has it. Out: the
   * role as it is kept.
   *
   * @throws ZtokenError `invalid_request`, `permission_denied` for the built-in role, for a role
   * the actor has not and for permissions the actor does not hold, `last_administrator`,
   * `step_up_required`, `conflict`, `unavailable`.
   * @example
   * await auth.putRole({ name: 'editor', permissions: ['post:*'] })
   */
  putRole(role: Role, actor?: Actor): Promise<Role>
  /**
   * Takes the role from everybody who has it, too.
   *
   * @throws ZtokenError `not_found`, `permission_denied`, `last_administrator`,
   * `step_up_required`, `conflict`, `unavailable`.
   */
  deleteRole(name: string, actor?: Actor): Promise<void>
}

/** The role every store is made with; it holds `*` and cannot be changed. */
const builtIn = 'admin'

/** As many as are looked at for one part of a list. */
const mostCounted = 5_000

export function createRoles({
  store,
  authority,
  audit,
}: Pick<Ground, 'store' | 'authority' | 'audit'>): Roles {
  /**
   * A role that the actor has not, or that already holds more, may not be changed by them either.
   * Out: what it holds.
   */
  async function requireMayChange(name: string, actor: Actor): Promise<readonly string[]> {
    if (name === builtIn) throw new ZtokenError('permission_denied')
    const known = (await store.listRoles()).find((role) => role.name === name)
    const permissions = known?.permissions ?? []
    await authority.requireCovers(actor, { roles: [name], permissions })
    return permissions
  }

  return {
    roles: () => store.listRoles(),
    async rolesWithHolders() {
      const [roles, { counts, isAll }] = await Promise.all([
        store.listRoles(),
        store.countHolders(mostCounted),
      ])
      const users = new Map(counts.map((one) => [one.role, one.users]))
      const is = isAll ? 'exact' : 'at_least'
      return roles.map((role) => ({ ...role, holders: { users: users.get(role.name) ?? 0, is } }))
    },
    async putRole({ name, permissions }, actor = {}) {
      if (!isRoleName(name) || !permissions.every(isPermission)) {
        throw new ZtokenError('invalid_request', { field: '/permissions' })
      }
      await authority.requireStepUp(actor)
      const kept: Role = { name, permissions: [...new Set(permissions)].sort() }
      const detail = { role: name, permissions: kept.permissions.join(' ') }
      const record = authority.recordBy(actor, 'role_changed', { detail })
      await authority.under(
        async () => {
          const known = await requireMayChange(name, actor)
          await authority.requireCovers(actor, { roles: [name], permissions: kept.permissions })
          const taken = known.filter((permission) => !kept.permissions.includes(permission))
          await authority.requireSomebodyLeft(actor, { permissions: taken }, { role: name })
        },
        (ifAccess) => store.putRole(kept, [record], { ifAccess }),
      )
      audit.announce(record)
      return kept
    },
    async deleteRole(name, actor = {}) {
      await authority.requireStepUp(actor)
      const record = authority.recordBy(actor, 'role_deleted', { detail: { role: name } })
      const isDeleted = await authority.under(
        async () => {
          const permissions = await requireMayChange(name, actor)
          await authority.requireSomebodyLeft(actor, { permissions }, { role: name })
        },
        (ifAccess) => store.deleteRole(name, [record], { ifAccess }),
      )
      if (!isDeleted) throw new ZtokenError('not_found')
      audit.announce(record)
    },
  }
}
