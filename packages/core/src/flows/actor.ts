import { permits, ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import type { Caller } from './authenticate.ts'

/** Who does something to somebody; without an id it is the application or an operator itself. */
export interface Actor {
  readonly actorId?: string | null
  readonly address?: string | null
}

/**
 * Throws ZtokenError `permission_denied` unless the caller holds the permission, `token_invalid`
 * where there is no such user any more. Read from the store each time, so a change holds at once.
 */
export async function requirePermission(
  { store }: Rooms,
  { userId }: Pick<Caller, 'userId'>,
  permission: string,
): Promise<void> {
  const access = await store.findAccess(userId)
  if (access === null) throw new ZtokenError('token_invalid')
  if (!permits(access.permissions, permission)) throw new ZtokenError('permission_denied')
}

/** What a caller may do, as the roles held say at this moment. Throws `token_invalid`. */
export async function permissionsOf(
  { store }: Rooms,
  { userId }: Pick<Caller, 'userId'>,
): Promise<readonly string[]> {
  const access = await store.findAccess(userId)
  if (access === null) throw new ZtokenError('token_invalid')
  return access.permissions
}

/** The same as `requirePermission` for a role. */
export async function requireRole(
  { store }: Rooms,
  { userId }: Pick<Caller, 'userId'>,
  role: string,
): Promise<void> {
  const access = await store.findAccess(userId)
  if (access === null) throw new ZtokenError('token_invalid')
  if (!access.roles.includes(role)) throw new ZtokenError('permission_denied')
}

/**
 * Nobody acts on somebody who may do more than they may themselves: else whoever resets passwords
 * becomes an administrator. Throws ZtokenError `not_found`, `permission_denied`.
 */
export async function requireMayManage(rooms: Rooms, actor: Actor, userId: string): Promise<void> {
  const target = await rooms.store.findAccess(userId)
  if (target === null) throw new ZtokenError('not_found')
  await requireCovers(rooms, actor, target.permissions)
}

/** Throws `permission_denied` unless the actor holds all these permissions. */
export async function requireCovers(
  rooms: Rooms,
  { actorId = null }: Actor,
  permissions: readonly string[],
): Promise<void> {
  if (actorId === null) return
  const own = await rooms.store.findAccess(actorId)
  if (own === null || !permissions.every((permission) => permits(own.permissions, permission))) {
    throw new ZtokenError('permission_denied')
  }
}
