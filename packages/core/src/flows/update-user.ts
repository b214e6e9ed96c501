import { ZtokenError } from '@ztoken/contract'
import type { User, UserChanges } from '../account/user.ts'
import type { Rooms } from '../rooms.ts'
import type { Caller } from './authenticate.ts'

/** Changes what a caller may change about themselves. Throws `token_invalid`, `unavailable`. */
export async function updateUser(
  rooms: Rooms,
  caller: Caller,
  changes: UserChanges,
): Promise<User> {
  const user = await rooms.store.updateUser(caller.userId, changes)
  if (user === null) throw new ZtokenError('token_invalid')
  return user
}
