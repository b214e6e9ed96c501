import { ZtokenError } from '@ztoken/contract'
import { recovery } from '../ground/account/recovery.ts'
import { isBanned } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import { type PasswordReset, resetSeconds } from '../ground/password/reset.ts'

/** What somebody does who is told of what they did not do. */
export interface NoticeDenials {
  /**
   * Takes the token of a notice: the account is given back to whoever the notice reached. The
   * password, every session, and what was added to it in the 72 hours before end. Out: a token that
   * sets a new password within half an hour. A token of a notice holds once, for 72 hours.
   *
   * @throws ZtokenError `notice_token_invalid` for every token that does not hold,
   * `too_many_requests`, `unavailable`.
   */
  denyNotice(token: string, address?: string | null): Promise<PasswordReset>
}

const tries = 3

export function createNoticeDenials(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'audit'
    | 'limits'
    | 'endings'
    | 'resetTokens'
    | 'heldIdentities'
    | 'notices'
  >,
): NoticeDenials {
  const { store, clock, audit, limits, endings, resetTokens } = ground

  return {
    async denyNotice(token, address = null) {
      const attempt = await limits.requireCode(address)
      const told = await ground.notices.use(token)
      if (told === null) throw new ZtokenError('notice_token_invalid')
      const { userId, name } = told
      for (let n = 0; n < tries; n += 1) {
        const account = await store.findAccount(userId)
        if (account === null || isBanned(account.user, clock())) {
          throw new ZtokenError('notice_token_invalid')
        }
        const record = audit.record('notice_denied', { actorId: userId, userId, address })
        const changes = recovery(account, told, { now: clock(), endings })
        if (changes === null) throw new ZtokenError('notice_token_invalid')
        const result = await endings.change(userId, changes, record)
        if (result.outcome === 'identity_taken') throw new ZtokenError('notice_token_invalid')
        if (result.outcome !== 'changed') continue
        await Promise.all([ground.heldIdentities.release(name), attempt.undone()])
        const exp = Math.floor(clock() / 1000) + resetSeconds
        const { epoch } = result.account
        const resetToken = resetTokens.issue({ sub: userId, maker: null, epoch, exp })
        return { resetToken, expiresInSeconds: resetSeconds }
      }
      throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    },
  }
}
