import { ZtokenError } from '@ztoken/contract'
import type { AvatarListener } from '../ground/account/avatars.ts'
import type { User } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'

/** The picture of a person. */
export interface Avatar {
  /**
   * Gives a user another avatar, or none (null). In: the URL under which it is found. What becomes
   * of the one before is told to those who keep pictures, each of them once, however many changes
   * happen at once.
   *
   * @throws ZtokenError `token_invalid` where there is no such user, `unavailable`.
   */
  setAvatar(caller: Pick<Caller, 'userId'>, url: string | null): Promise<User>
  /** Calls back with the URL of each avatar that its user has no longer. Out: ends it. */
  onAvatarDropped(listener: AvatarListener): () => void
}

export function createAvatar({
  store,
  audit,
  avatars,
}: Pick<Ground, 'store' | 'audit' | 'avatars'>): Avatar {
  return {
    async setAvatar({ userId }, url) {
      const detail = { fields: 'avatar' }
      const record = audit.record('user_updated', { actorId: userId, userId, detail })
      const result = await store.changeAccount(userId, { avatar: url }, [record])
      if (result.outcome !== 'changed') throw new ZtokenError('token_invalid')
      audit.announce(record)
      const { avatar: previous } = result.before
      if (previous !== url) avatars.drop(previous)
      return result.account.user
    },
    onAvatarDropped: (listener) => avatars.onDropped(listener),
  }
}
