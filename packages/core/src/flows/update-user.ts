import { ZtokenError } from '@ztoken/contract'
import type { Access } from '../ground/access/role.ts'
import type { AccountChanges } from '../ground/account/account-changes.ts'
import type { User, UserChanges } from '../ground/account/user.ts'
import type { Rooms } from '../ground/rooms.ts'
import type { Caller } from './authenticate.ts'
import {
  type Actor,
  recordBy,
  requireCovers,
  requireSomebodyLeft,
  requireStepUp,
  requireTarget,
  underAuthority,
} from './authority.ts'
import { requireAccessOf } from './roles.ts'

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
 * Changes somebody, for administrators; new roles hold at once, and what was begun under the old
 * ones (a login, a reset token) ends.
 * Throws ZtokenError `not_found`, `role_unknown`, `permission_denied`, `last_administrator`,
 * `step_up_required`, `conflict`, `unavailable`.
 */
export async function updateManagedUser(
  rooms: Rooms,
  userId: string,
  changes: ManagedUserChanges,
  actor: Actor = {},
): Promise<User> {
  await requireStepUp(rooms, actor)
  const roles = changes.roles && [...new Set(changes.roles)].sort()
  const kept = { ...changes, ...(roles && { roles, moveEpoch: true }) }
  return underAuthority(
    rooms,
    async () => {
      const held = await requireTarget(rooms, userId)
      await requireCovers(rooms, actor, held)
      if (roles !== undefined) await requireMayGive(rooms, actor, userId, { roles, held })
    },
    (ifAccess) => change(rooms, userId, { ...kept, ifAccess }, actor, 'not_found'),
  )
}

async function requireMayGive(
  rooms: Rooms,
  actor: Actor,
  userId: string,
  { roles, held }: { readonly roles: readonly string[]; readonly held: Access },
): Promise<void> {
  const given = await requireAccessOf(rooms, roles)
  await requireCovers(rooms, actor, given)
  const permissions = held.permissions.filter((one) => !given.permissions.includes(one))
  await requireSomebodyLeft(rooms, actor, { permissions }, { userId })
}

async function change(
  rooms: Rooms,
  userId: string,
  changes: AccountChanges,
  actor: Actor,
  whenMissing: 'not_found' | 'token_invalid',
): Promise<User> {
  const { ifAccess: _, moveEpoch: __, ...fields } = changes
  const { roles } = fields
  const detail = {
    fields: Object.keys(fields).join(' '),
    ...(roles && { roles: roles.join(' ') }),
  }
  const record = recordBy(rooms, actor, 'user_updated', { userId, detail })
  const result = await rooms.store.changeAccount(userId, changes, [record])
  if (result.outcome !== 'changed') throw new ZtokenError(whenMissing)
  rooms.audit.announce(record)
  return result.account.user
}
