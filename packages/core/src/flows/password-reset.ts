import { ZtokenError } from '@ztoken/contract'
import { isBanned } from '../account/user.ts'
import type { Rooms } from '../rooms.ts'
import { type Actor, requireMayManage } from './actor.ts'
import { replacePassword } from './password.ts'

/** What somebody who forgot the password is given, by whoever knows who they are. */
export interface PasswordReset {
  readonly resetToken: string
  readonly expiresInSeconds: number
}

const resetSeconds = 30 * 60

/**
 * A token that lets its holder set a new password once, within half an hour; it ends the ones
 * before. Whoever asks for it learns no password and sets none.
 * Throws ZtokenError `not_found`, `permission_denied`, `unavailable`.
 */
export async function requestPasswordReset(
  rooms: Rooms,
  userId: string,
  actor: Actor = {},
): Promise<PasswordReset> {
  await requireMayManage(rooms, actor, userId)
  const record = rooms.audit.record('password_reset_requested', { ...actor, userId })
  const result = await rooms.store.changeAccount(userId, { moveEpoch: true }, [record])
  if (result.outcome !== 'changed') throw new ZtokenError('not_found')
  rooms.audit.announce(record)
  const exp = Math.floor(rooms.clock() / 1000) + resetSeconds
  const { epoch } = result.account
  const resetToken = rooms.resetTokens.issue({ sub: userId, epoch, exp })
  return { resetToken, expiresInSeconds: resetSeconds }
}

/**
 * Sets a new password with a reset token and ends every session; the user signs in afterwards.
 * Throws ZtokenError `reset_token_invalid` for every token that does not hold, of banned users
 * too, `password_too_short`, `password_too_long`, `password_common`, `unavailable`.
 */
export async function resetPassword(
  rooms: Rooms,
  resetToken: string,
  newPassword: string,
  address: string | null = null,
): Promise<void> {
  const now = rooms.clock()
  const token = rooms.resetTokens.read(resetToken)
  if (token === null || token.exp <= Math.floor(now / 1000)) throw invalid()
  const account = await rooms.store.findAccount(token.sub)
  if (account === null || account.epoch !== token.epoch || isBanned(account.user, now)) {
    throw invalid()
  }
  const { id: userId } = account.user
  const record = rooms.audit.record('password_reset', { actorId: userId, userId, address })
  const ended = await replacePassword(rooms, account, newPassword, null, record)
  // Of two at once one has moved the epoch: the token was used.
  if (ended === null) throw invalid()
}

function invalid(): ZtokenError {
  return new ZtokenError('reset_token_invalid')
}
