import { ZtokenError } from '@ztoken/contract'
import type { AccountChanges } from '../ground/account/account-changes.ts'
import type { User } from '../ground/account/user.ts'
import type { Rooms } from '../ground/rooms.ts'
import {
  type Actor,
  recordBy,
  requireMayManage,
  requireStepUp,
  underAuthority,
} from './authority.ts'
import { sessionEnd } from './end-sessions.ts'
import { endPiledUp } from './piled-up.ts'

export interface BanInput {
  /** When it ends by itself, in milliseconds; null or left out: not before it is lifted. */
  readonly until?: number | null
  readonly reason?: string | null
}

/**
 * Bans a user: no login, no refresh, and every token they have is refused at once.
 * Throws ZtokenError `not_found`, `invalid_request` for an end that is over, `permission_denied`
 * for oneself and for somebody who may do more, `step_up_required`, `conflict`, `unavailable`.
 */
export async function ban(
  rooms: Rooms,
  userId: string,
  { until = null, reason = null }: BanInput = {},
  actor: Actor = {},
): Promise<User> {
  if (actor.actorId === userId) throw new ZtokenError('permission_denied')
  await requireStepUp(rooms, actor)
  const now = rooms.clock()
  if (until !== null && !(Number.isSafeInteger(until) && until > now)) {
    throw new ZtokenError('invalid_request', { field: '/until' })
  }
  const detail = {
    ...(reason !== null && { reason }),
    ...(until !== null && { until: new Date(until).toISOString() }),
  }
  const record = recordBy(rooms, actor, 'user_banned', { userId, detail })
  const end = sessionEnd(rooms, 'banned', until)
  const changes: AccountChanges = {
    ban: { since: now, until, reason },
    moveEpoch: true,
    endSessions: { end, except: null },
  }
  const result = await underAuthority(
    rooms,
    () => requireMayManage(rooms, actor, userId),
    async (ifAccess) => {
      await endPiledUp(rooms, userId, end)
      return rooms.store.changeAccount(userId, { ...changes, ifAccess }, [record])
    },
  )
  if (result.outcome !== 'changed') throw new ZtokenError('not_found')
  rooms.revocations.apply(result.revocations)
  rooms.audit.announce(record)
  return result.account.user
}

/** Lifts a ban; the user has to sign in again. Throws ZtokenError `not_found`, as `ban`. */
export async function unban(rooms: Rooms, userId: string, actor: Actor = {}): Promise<User> {
  await requireStepUp(rooms, actor)
  const record = recordBy(rooms, actor, 'user_unbanned', { userId })
  const result = await underAuthority(
    rooms,
    () => requireMayManage(rooms, actor, userId),
    (ifAccess) => rooms.store.changeAccount(userId, { ban: null, ifAccess }, [record]),
  )
  if (result.outcome !== 'changed') throw new ZtokenError('not_found')
  rooms.audit.announce(record)
  return result.account.user
}
