import { ZtokenError } from '@ztoken/contract'
import { isPermission, isRoleName } from '../ground/access/permissions.ts'
import type { Access, Role } from '../ground/access/role.ts'
import type { Rooms } from '../ground/rooms.ts'
import {
  type Actor,
  recordBy,
  requireCovers,
  requireSomebodyLeft,
  requireStepUp,
  underAuthority,
} from './authority.ts'

/** The role every store is made with; it holds `*` and cannot be changed. */
const builtIn = 'admin'

/**
 * Makes a role or changes what it holds, effective at once for everybody who has it.
 * Throws ZtokenError `invalid_request`, `permission_denied` for the built-in role, for a role the
 * actor has not and for permissions the actor does not hold, `last_administrator`,
 * `step_up_required`, `conflict`, `unavailable`.
 */
export async function putRole(rooms: Rooms, role: Role, actor: Actor = {}): Promise<Role> {
  if (!isRoleName(role.name) || !role.permissions.every(isPermission)) {
    throw new ZtokenError('invalid_request', { field: '/permissions' })
  }
  await requireStepUp(rooms, actor)
  const kept: Role = { name: role.name, permissions: [...new Set(role.permissions)].sort() }
  const detail = { role: role.name, permissions: kept.permissions.join(' ') }
  const record = recordBy(rooms, actor, 'role_changed', { detail })
  await underAuthority(
    rooms,
    async () => {
      const known = await requireMayChange(rooms, kept.name, actor)
      await requireCovers(rooms, actor, accessOf(kept))
      const taken = known.filter((permission) => !kept.permissions.includes(permission))
      await requireSomebodyLeft(rooms, actor, { permissions: taken }, { role: kept.name })
    },
    (ifAccess) => rooms.store.putRole(kept, [record], { ifAccess }),
  )
  rooms.audit.announce(record)
  return kept
}

/**
 * Takes the role from everybody who has it, too. Throws ZtokenError `not_found`,
 * `permission_denied`, `last_administrator`, `step_up_required`, `conflict`, `unavailable`.
 */
export async function deleteRole(rooms: Rooms, name: string, actor: Actor = {}): Promise<void> {
  await requireStepUp(rooms, actor)
  const record = recordBy(rooms, actor, 'role_deleted', { detail: { role: name } })
  const isDeleted = await underAuthority(
    rooms,
    async () => {
      const permissions = await requireMayChange(rooms, name, actor)
      await requireSomebodyLeft(rooms, actor, { permissions }, { role: name })
    },
    (ifAccess) => rooms.store.deleteRole(name, [record], { ifAccess }),
  )
  if (!isDeleted) throw new ZtokenError('not_found')
  rooms.audit.announce(record)
}

/**
 * What somebody may do who has these roles. Throws ZtokenError `role_unknown` for one that is not
 * there.
 */
export async function requireAccessOf({ store }: Rooms, names: readonly string[]): Promise<Access> {
  const roles = await store.listRoles()
  const permissions = names.flatMap((name) => {
    const role = roles.find((known) => known.name === name)
    if (role === undefined) throw new ZtokenError('role_unknown', { field: '/roles' })
    return role.permissions
  })
  return { roles: names, permissions }
}

/**
 * A role that the actor has not, or that already holds more, may not be changed by them either. Out:
 * what it holds.
 */
async function requireMayChange(
  rooms: Rooms,
  name: string,
  actor: Actor,
): Promise<readonly string[]> {
  if (name === builtIn) throw new ZtokenError('permission_denied')
  const known = (await rooms.store.listRoles()).find((role) => role.name === name)
  const permissions = known?.permissions ?? []
  await requireCovers(rooms, actor, { roles: [name], permissions })
  return permissions
}

function accessOf({ name, permissions }: Role): Access {
  return { roles: [name], permissions }
}
