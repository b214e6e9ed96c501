import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'
import { type Origin, openSession } from './grant.ts'

const how = { handed: 'access token' } as const
/** How often the account may change this very moment. */
const tries = 3

/**
 * The tutorial's verb: an access token for a user, who was identified in some other way. A session
 * stands behind it as behind every login, and is over with it: nobody has its refresh token. The application vouches for
 * them at this moment: for a while nothing sensitive asks for the password.
 * Throws ZtokenError `not_found` where there is no such user, `user_banned`, `too_many_sessions`,
 * `unavailable`.
 */
export async function createToken(
  rooms: Rooms,
  userId: string | number,
  origin: Origin = {},
): Promise<string> {
  for (let n = 0; n < tries; n += 1) {
    const account = await rooms.store.findAccount(String(userId))
    if (account === null) throw new ZtokenError('not_found')
    const grant = await openSession(rooms, account, origin, how)
    if (grant !== null) return grant.accessToken
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}
