import { ZtokenError } from '@ztoken/contract'
import { isPermission, isRoleName } from '../access/permissions.ts'
import type { Role } from '../access/role.ts'
import type { Rooms } from '../rooms.ts'
import { type Actor, requireCovers } from './actor.ts'

/** The role every store is made with; it holds `*` and cannot be changed. */
const builtIn = 'admin'

/**
 * Makes a role or changes what it holds, effective at once for everybody who has it.
 * Throws ZtokenError `invalid_request`, `permission_denied` for the built-in role and for
 * permissions the actor does not hold.
 */
export async function putRole(rooms: Rooms, role: Role, actor: Actor = {}): Promise<Role> {
  if (!isRoleName(role.name) || !role.permissions.every(isPermission)) {
    throw new ZtokenError('invalid_request', { field: '/permissions' })
  }
  await requireMayChange(rooms, role.name, actor)
  await requireCovers(rooms, actor, role.permissions)
  const kept: Role = { name: role.name, permissions: [...new Set(role.permissions)].sort() }
  const detail = { role: role.name, permissions: kept.permissions.join(' ') }
  const record = rooms.audit.record('role_changed', { ...actor, detail })
  await rooms.store.putRole(kept, [record])
  rooms.audit.announce(record)
  return kept
}

/** Throws ZtokenError `not_found`, `permission_denied`. */
export async function deleteRole(rooms: Rooms, name: string, actor: Actor = {}): Promise<void> {
  await requireMayChange(rooms, name, actor)
  const record = rooms.audit.record('role_deleted', { ...actor, detail: { role: name } })
  if (!(await rooms.store.deleteRole(name, [record]))) throw new ZtokenError('not_found')
  rooms.audit.announce(record)
}

/** What these roles hold together. Throws ZtokenError `role_unknown` for one that is not there. */
export async function requirePermissionsOf(
  { store }: Rooms,
  names: readonly string[],
): Promise<string[]> {
  const roles = await store.listRoles()
  return names.flatMap((name) => {
    const role = roles.find((known) => known.name === name)
    if (role === undefined) throw new ZtokenError('role_unknown', { field: '/roles' })
    return role.permissions
  })
}

/** A role that already holds more than the actor may not be changed by them either. */
async function requireMayChange(rooms: Rooms, name: string, actor: Actor): Promise<void> {
  if (name === builtIn) throw new ZtokenError('permission_denied')
  const known = (await rooms.store.listRoles()).find((role) => role.name === name)
  await requireCovers(rooms, actor, known?.permissions ?? [])
}
