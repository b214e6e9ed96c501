import { ZtokenError } from '@ztoken/contract'
import { isBanned } from '../ground/account/user.ts'
import type { Rooms } from '../ground/rooms.ts'
import {
  type Actor,
  recordBy,
  requireMayManage,
  requireStepUp,
  underAuthority,
} from './authority.ts'
import { claimantOf } from './claimant.ts'
import { replacementOf, replacePassword } from './password.ts'

/** What somebody who forgot the password is given, by whoever knows who they are. */
export interface PasswordReset {
  readonly resetToken: string
  readonly expiresInSeconds: number
}

const resetSeconds = 30 * 60
const permission = 'user:reset_password'

/**
 * A token that lets its holder set a new password once, within half an hour; it ends the ones
 * before. Whoever asks for it learns no password and sets none; they need `user:reset_password` and
 * may not do it for themselves, which would be a way around showing the password.
 * Throws ZtokenError `not_found`, `permission_denied`, `step_up_required`, `conflict`, `unavailable`.
 */
export async function requestPasswordReset(
  rooms: Rooms,
  userId: string,
  actor: Actor = {},
): Promise<PasswordReset> {
  const { actorId: maker = null } = actor
  if (maker === userId) throw new ZtokenError('permission_denied')
  await requireStepUp(rooms, actor)
  const record = recordBy(rooms, actor, 'password_reset_requested', { userId })
  const result = await underAuthority(
    rooms,
    () => requireMayManage(rooms, { ...actor, permission }, userId),
    (ifAccess) => rooms.store.changeAccount(userId, { moveEpoch: true, ifAccess }, [record]),
  )
  if (result.outcome !== 'changed') throw new ZtokenError('not_found')
  rooms.audit.announce(record)
  const exp = Math.floor(rooms.clock() / 1000) + resetSeconds
  const { epoch } = result.account
  const resetToken = rooms.resetTokens.issue({ sub: userId, maker, epoch, exp })
  return { resetToken, expiresInSeconds: resetSeconds }
}

/**
 * Sets a new password with a reset token and ends every session; the user signs in afterwards. Who
 * made the token has to be allowed to at this moment, too.
 * Throws ZtokenError `reset_token_invalid` for every token that does not hold, of banned users
 * too, `password_too_short`, `password_too_long`, `password_common`, `password_breached`,
 * `unavailable`.
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
  const maker: Actor = { actorId: token.maker, permission }
  const claimant = claimantOf(account.user.phone, address)
  const changes = await replacementOf(rooms, account, newPassword, claimant)
  const ended = await underAuthority(
    rooms,
    () => requireMayManage(rooms, maker, userId).catch(refuse),
    (ifAccess) => replacePassword(rooms, account, { ...changes, ifAccess }, record),
  )
  // Of two at once one has moved the epoch: the token was used.
  if (ended === null) throw invalid()
}

/** Why the maker may not is nothing that the holder of the token is told. */
function refuse(error: unknown): never {
  throw error instanceof ZtokenError && error.code !== 'unavailable' ? invalid() : error
}

function invalid(): ZtokenError {
  return new ZtokenError('reset_token_invalid')
}
