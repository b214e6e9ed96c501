import type { AccountChanges, HolderExcept, User } from '@ztoken/core'
import { ZtokenError } from '@ztoken/core'

/** True where a change of this user changes what somebody may do. */
export function movesAccess({ roles }: User, changes: AccountChanges): boolean {
  return changes.roles !== undefined || (changes.ban !== undefined && roles.length > 0)
}

/** Throws ZtokenError `conflict` where access is not any more as it was judged. */
export function requireAccess(version: number, ifAccess: number | undefined): void {
  if (ifAccess !== undefined && ifAccess !== version) throw accessChanged()
}

export function accessChanged(): ZtokenError {
  return new ZtokenError('conflict')
}

/** True for a user who counts as the holder of something. */
export function countsAsHolder({ id, ban }: User, { userId, bannedAt }: HolderExcept): boolean {
  if (id === userId) return false
  if (bannedAt === undefined || ban === null) return true
  return ban.until !== null && ban.until <= bannedAt
}
