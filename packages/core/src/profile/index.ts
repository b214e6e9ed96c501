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
   * @throws ZtokenError `token_invalid` where there is no such user any more, `user_field_unknown`,
   * `user_field_read_only`, `user_field_invalid`, `user_field_required`, `user_fields_too_large`,
   * `conflict`, `unavailable`.
   * @example
   * await auth.updateUser(caller, { name: '张三', fields: { department: 'R&D' } })
   */
  updateUser(caller: Caller, changes: UserChanges): Promise<User>
}

export function createProfile(
  ground: Pick<Ground, 'store' | 'audit' | 'authority' | 'userFields'>,
): Profile {
  return {
    updateUser: ({ userId }, changes) =>
      updateAccount(ground, userId, changes, {
        actor: { actorId: userId },
        by: 'self',
        whenMissing: 'token_invalid',
      }),
  }
}
