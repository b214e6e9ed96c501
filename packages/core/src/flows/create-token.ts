import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import { type Origin, openSession } from './grant.ts'

/**
 * The tutorial's verb: an access token for a user, who was identified in some other way. A session
 * stands behind it as behind every login.
 * Throws ZtokenError `not_found` where there is no such user, `unavailable`.
 */
export async function createToken(
  rooms: Rooms,
  userId: string | number,
  origin: Origin = {},
): Promise<string> {
  const user = await rooms.store.findUser(String(userId))
  if (user === null) throw new ZtokenError('not_found')
  return (await openSession(rooms, user, origin)).accessToken
}
