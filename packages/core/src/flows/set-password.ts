import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import { endAllSessions } from './logout.ts'

/**
 * Gives a user another password and ends their sessions: for operators, who are not asked for
 * the old one. Out: the number of sessions ended.
 * Throws ZtokenError `not_found`, `password_too_short`, `password_too_long`, `password_common`,
 * `unavailable`.
 */
export async function setPassword(rooms: Rooms, userId: string, password: string): Promise<number> {
  const account = await rooms.store.findAccount(userId)
  if (account === null) throw new ZtokenError('not_found')
  await rooms.passwords.requireAcceptable(password, [rooms.phones.tutorialForm(account.user.phone)])
  const hash = await rooms.passwords.hash(password)
  const replaced = await rooms.store.replacePasswordHash(userId, account.passwordHash, hash)
  // A login renewed the old hash meanwhile: the operator's word still holds.
  if (!replaced) return setPassword(rooms, userId, password)
  return endAllSessions(rooms, userId, 'password_changed')
}
