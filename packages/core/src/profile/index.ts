import { updateAccount } from '../ground/account/update.ts'
import type { User, UserChanges } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'

/** One's own account. */
export interface Profile {
  /**
   * Changes what a caller may change about themselves; a member left out stays as it is. Out: the
   * user as they are now.
   *
   * @throws ZtokenError `token_invalid` where there is no such user any more, `unavailable`.
   */
  updateUser(caller: Caller, changes: UserChanges): Promise<User>
}

export function createProfile(ground: Pick<Ground, 'store' | 'audit' | 'authority'>): Profile {
  return {
    updateUser: ({ userId }, changes) =>
      updateAccount(ground, userId, changes, { actorId: userId }, 'token_invalid'),
  }
}
