import { ZtokenError } from '@ztoken/contract'
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
import { sessionEnd } from './end-sessions.ts'
import { endPiledUp, forgetEndedSessions } from './piled-up.ts'

/**
 * Deletes the caller's own account. Throws ZtokenError `step_up_required` unless the password was
 * shown lately, `last_administrator`, `token_invalid`, `unavailable`.
 */
export async function deleteOwnAccount(rooms: Rooms, caller: Caller): Promise<void> {
  await deleteAccount(rooms, caller.userId, { actorId: caller.userId, caller })
}

/**
 * Deletes an account: what is personal goes, every token is refused for good, and the id is never
 * given again, so that a phone registered anew gets a user whom no old token opens.
 * Throws ZtokenError `not_found`, `permission_denied`, `last_administrator`, `step_up_required`,
 * `conflict`, `unavailable`.
 */
export async function deleteAccount(
  rooms: Rooms,
  userId: string,
  actor: Actor = {},
): Promise<void> {
  await requireStepUp(rooms, actor)
  const record = recordBy(rooms, actor, 'user_deleted', { userId })
  const end = sessionEnd(rooms, 'deleted')
  const deleted = await underAuthority(
    rooms,
    async () => {
      const target = await requireTarget(rooms, userId)
      if (actor.actorId !== userId) await requireCovers(rooms, actor, target)
      await requireSomebodyLeft(rooms, actor, target, { userId })
    },
    async (ifAccess) => {
      await endPiledUp(rooms, userId, end)
      await forgetEndedSessions(rooms, userId)
      return rooms.store.deleteAccount(userId, end, [record], { ifAccess })
    },
  )
  if (deleted === null) throw new ZtokenError('not_found')
  rooms.revocations.apply(deleted.revocations)
  rooms.audit.announce(record)
  rooms.portraits.drop(deleted.user.headPortrait)
}
