import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import { type Actor, requireMayManage } from './actor.ts'
import type { Caller } from './authenticate.ts'
import { requireRecentPassword } from './callers-session.ts'
import { sessionEnd } from './end-sessions.ts'

/**
 * Deletes the caller's own account. Throws ZtokenError `step_up_required` unless the password was
 * shown lately, `token_invalid`, `unavailable`.
 */
export async function deleteOwnAccount(rooms: Rooms, caller: Caller): Promise<void> {
  await requireRecentPassword(rooms, caller)
  await deleteAccount(rooms, caller.userId, { actorId: caller.userId })
}

/**
 * Deletes an account: what is personal goes, every token is refused for good, and the id is never
 * given again, so that a phone registered anew gets a user whom no old token opens.
 * Throws ZtokenError `not_found`, `permission_denied`, `unavailable`.
 */
export async function deleteAccount(
  rooms: Rooms,
  userId: string,
  actor: Actor = {},
): Promise<void> {
  if (actor.actorId !== userId) await requireMayManage(rooms, actor, userId)
  const record = rooms.audit.record('user_deleted', { ...actor, userId })
  const end = sessionEnd(rooms, 'deleted')
  const deleted = await rooms.store.deleteAccount(userId, end, [record])
  if (deleted === null) throw new ZtokenError('not_found')
  rooms.revocations.apply(deleted.revocations)
  rooms.audit.announce(record)
  rooms.portraits.drop(deleted.user.headPortrait)
}
