import { permits, ZtokenError } from '@ztoken/contract'
import type { Access } from '../ground/access/role.ts'
import type { Rooms } from '../ground/rooms.ts'
import type { Caller } from './authenticate.ts'

/** Whose permissions are asked for: a caller, or a user whom the application has identified. */
export type Asking = Pick<Caller, 'userId'> & Partial<Pick<Caller, 'sessionId'>>

const nothing: Access = { roles: [], permissions: [] }

/**
 * Throws ZtokenError `permission_denied` unless the caller holds the permission, `token_invalid`
 * where there is no such user any more. Read from the store each time, so a change holds at once.
 */
export async function requirePermission(
  rooms: Rooms,
  caller: Asking,
  permission: string,
): Promise<void> {
  const { permissions } = await accessOf(rooms, caller)
  if (!permits(permissions, permission)) throw new ZtokenError('permission_denied')
}

/** What a caller may do, as the roles held say at this moment. Throws `token_invalid`. */
export async function permissionsOf(rooms: Rooms, caller: Asking): Promise<readonly string[]> {
  return (await accessOf(rooms, caller)).permissions
}

/** The same as `requirePermission` for a role. */
export async function requireRole(rooms: Rooms, caller: Asking, role: string): Promise<void> {
  const { roles } = await accessOf(rooms, caller)
  if (!roles.includes(role)) throw new ZtokenError('permission_denied')
}

/**
 * What a caller may do. Behind a token without a session stands whoever knows the secret of the
 * application that issued it: it opens what its users may see, and gives nobody a role or a
 * permission unless a setting says so.
 */
async function accessOf({ store, foreignAccess }: Rooms, caller: Asking): Promise<Access> {
  const access = await store.findAccess(caller.userId)
  if (access === null) throw new ZtokenError('token_invalid')
  return caller.sessionId === null && !foreignAccess ? nothing : access
}
