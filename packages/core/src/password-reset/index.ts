import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Account } from '../ground/account/account-changes.ts'
import { isBanned } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import { type PasswordReset, resetSeconds } from '../ground/password/reset.ts'

/** How a forgotten password is replaced. */
export interface PasswordResets {
  /**
   * A token that lets its holder set a new password once, within half an hour; it ends the ones
   * before. Whoever asks for it learns no password and sets none; they need `user:reset_password`
   * and may not do it for themselves, which would be a way around showing the password.
   *
   * @throws ZtokenError `not_found`, `permission_denied`, `step_up_required`, `conflict`,
   * `unavailable`.
   */
  requestPasswordReset(userId: string, actor?: Actor): Promise<PasswordReset>
  /**
   * Says whether a reset token would set a password now, before anybody chooses one for it. It is
   * not used up by that.
   *
   * @throws ZtokenError `reset_token_invalid` where it would not, `unavailable`.
   */
  checkResetToken(resetToken: string): Promise<void>
  /**
   * Sets a new password with a reset token and ends every session; the user signs in afterwards.
   * Who made the token has to be allowed to at this moment, too.
   *
   * @throws ZtokenError `reset_token_invalid` for every token that does not hold, of banned users
   * too, `password_too_short`, `password_too_long`, `password_common`, `password_breached`,
   * `unavailable`.
   */
  resetPassword(resetToken: string, password: string, address?: string | null): Promise<void>
}

const permission = 'user:reset_password'

export function createPasswordResets(
  ground: Pick<Ground, 'store' | 'clock' | 'resetTokens' | 'replacements' | 'audit' | 'authority'>,
): PasswordResets {
  const { store, clock, resetTokens, replacements, audit, authority } = ground

  async function requireHolds(resetToken: string): Promise<{ account: Account; maker: Actor }> {
    const now = clock()
    const token = resetTokens.read(resetToken)
    if (token === null || token.exp <= Math.floor(now / 1000)) throw invalid()
    const account = await store.findAccount(token.sub)
    if (account === null || account.epoch !== token.epoch || isBanned(account.user, now)) {
      throw invalid()
    }
    return { account, maker: { actorId: token.maker, permission } }
  }

  return {
    async requestPasswordReset(userId, actor = {}) {
      const { actorId: maker = null } = actor
      if (maker === userId) throw new ZtokenError('permission_denied')
      await authority.requireStepUp(actor)
      const record = authority.recordBy(actor, 'password_reset_requested', { userId })
      const result = await authority.under(
        () => authority.requireMayManage({ ...actor, permission }, userId),
        (ifAccess) => store.changeAccount(userId, { moveEpoch: true, ifAccess }, [record]),
      )
      if (result.outcome !== 'changed') throw new ZtokenError('not_found')
      audit.announce(record)
      const exp = Math.floor(clock() / 1000) + resetSeconds
      const { epoch } = result.account
      const resetToken = resetTokens.issue({ sub: userId, maker, epoch, exp })
      return { resetToken, expiresInSeconds: resetSeconds }
    },
    async checkResetToken(resetToken) {
      const { account, maker } = await requireHolds(resetToken)
      await authority.requireMayManage(maker, account.user.id).catch(refuse)
    },
    async resetPassword(resetToken, newPassword, address = null) {
      const { account, maker } = await requireHolds(resetToken)
      const { id: userId, phone } = account.user
      const record = audit.record('password_reset', { actorId: userId, userId, address })
      const claimant = claimantOf(phone, address)
      const changes = await replacements.changesOf(account, newPassword, claimant)
      const ended = await authority.under(
        () => authority.requireMayManage(maker, userId).catch(refuse),
        (ifAccess) => replacements.make(account, { ...changes, ifAccess }, record),
      )
      // Of two at once one has moved the epoch: the token was used.
      if (ended === null) throw invalid()
    },
  }
}

/** Why the maker may not is nothing that the holder of the token is told. */
function refuse(error: unknown): never {
  throw error instanceof ZtokenError && error.code !== 'unavailable' ? invalid() : error
}

function invalid(): ZtokenError {
  return new ZtokenError('reset_token_invalid')
}
