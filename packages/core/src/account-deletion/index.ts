import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'

/** How an account ends. */
export interface AccountDeletion {
  /**
   * Deletes the caller's own account.
   *
   * @throws ZtokenError `step_up_required` unless the password was shown lately,
   * `last_administrator`, `token_invalid`, `unavailable`.
   */
  deleteOwnAccount(caller: Caller): Promise<void>
  /**
   * Deletes an account: what is personal goes, every token is refused for good, and the id is never
   * given again, so that a phone registered anew gets a user whom no old token opens.
   *
   * @throws ZtokenError `not_found`, `permission_denied`, `last_administrator`,
   * `step_up_required`, `conflict`, `unavailable`.
   */
  deleteAccount(userId: string, actor?: Actor): Promise<void>
}

export function createAccountDeletion({
  store,
  revocations,
  audit,
  authority,
  endings,
  avatars,
}: Pick<
  Ground,
  'store' | 'revocations' | 'audit' | 'authority' | 'endings' | 'avatars'
>): AccountDeletion {
  async function deleteAccount(userId: string, actor: Actor = {}): Promise<void> {
    await authority.requireStepUp(actor)
    const record = authority.recordBy(actor, 'user_deleted', { userId })
    const end = endings.endFor('deleted')
    const deleted = await authority.under(
      async () => {
        const target = await authority.requireTarget(userId)
        if (actor.actorId !== userId) await authority.requireCovers(actor, target)
        await authority.requireSomebodyLeft(actor, target, { userId })
      },
      async (ifAccess) => {
        await endings.endPiledUp(userId, end)
        await endings.forgetEndedSessions(userId)
        return store.deleteAccount(userId, end, [record], { ifAccess })
      },
    )
    if (deleted === null) throw new ZtokenError('not_found')
    revocations.apply(deleted.revocations)
    audit.announce(record)
    avatars.drop(deleted.user.avatar)
  }

  return {
    deleteOwnAccount: (caller) => deleteAccount(caller.userId, { actorId: caller.userId, caller }),
    deleteAccount,
  }
}
