import { ZtokenError } from '@ztoken/contract'
import type { User } from '../ground/account/user.ts'
import type { Rooms } from '../ground/rooms.ts'
import type { Caller } from './authenticate.ts'

/**
 * Gives a user another head portrait, or none (null). What becomes of the one before is told to
 * those who keep pictures, each of them once, however many changes happen at once.
 * Throws ZtokenError `token_invalid` where there is no such user, `unavailable`.
 */
export async function setHeadPortrait(
  rooms: Rooms,
  { userId }: Pick<Caller, 'userId'>,
  url: string | null,
): Promise<User> {
  const detail = { fields: 'headPortrait' }
  const record = rooms.audit.record('user_updated', { actorId: userId, userId, detail })
  const result = await rooms.store.changeAccount(userId, { headPortrait: url }, [record])
  if (result.outcome !== 'changed') throw new ZtokenError('token_invalid')
  rooms.audit.announce(record)
  const { headPortrait: previous } = result.before
  if (previous !== url) rooms.portraits.drop(previous)
  return result.account.user
}
