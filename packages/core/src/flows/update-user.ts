import { ZtokenError } from '@ztoken/contract'
import type { User, UserChanges } from '../account/user.ts'
import type { Rooms } from '../rooms.ts'
import { type Actor, requireCovers, requireMayManage } from './actor.ts'
import type { Caller } from './authenticate.ts'
import { requirePermissionsOf } from './roles.ts'

/** What an administrator may change about somebody. A member left out stays as it is. */
export interface ManagedUserChanges extends UserChanges {
  readonly level?: number | null
  readonly roles?: readonly string[]
}

/** Changes what a caller may change about themselves. Throws `token_invalid`, `unavailable`. */
export async function updateUser(
  rooms: Rooms,
  { userId }: Caller,
  changes: UserChanges,
): Promise<User> {
  return change(rooms, userId, changes, { actorId: userId }, 'token_invalid')
}

/**
 * Changes somebody, for administrators; new roles hold at once.
 * Throws ZtokenError `not_found`, `role_unknown`, `permission_denied`, `unavailable`.
 */
export async function updateManagedUser(
  rooms: Rooms,
  userId: string,
  changes: ManagedUserChanges,
  actor: Actor = {},
): Promise<User> {
  await requireMayManage(rooms, actor, userId)
  const { roles } = changes
  if (roles === undefined) return change(rooms, userId, changes, actor, 'not_found')
  await requireCovers(rooms, actor, await requirePermissionsOf(rooms, roles))
  const kept = { ...changes, roles: [...new Set(roles)].sort() }
  return change(rooms, userId, kept, actor, 'not_found')
}

async function change(
  rooms: Rooms,
  userId: string,
  changes: ManagedUserChanges,
  actor: Actor,
  whenMissing: 'not_found' | 'token_invalid',
): Promise<User> {
  const { roles } = changes
  const detail = {
    fields: Object.keys(changes).join(' '),
    ...(roles && { roles: roles.join(' ') }),
  }
  const record = rooms.audit.record('user_updated', { ...actor, userId, detail })
  const result = await rooms.store.changeAccount(userId, changes, [record])
  if (result.outcome !== 'changed') throw new ZtokenError(whenMissing)
  rooms.audit.announce(record)
  return result.account.user
}
