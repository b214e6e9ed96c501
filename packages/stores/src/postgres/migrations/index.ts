import { everything } from './0001-everything.ts'
import { accessAndExpiringSessions } from './0002-access-and-expiring-sessions.ts'
import { openSessions } from './0003-open-sessions.ts'
import { allowances } from './0004-allowances.ts'
import { identitiesCredentialsChallenges } from './0005-identities-credentials-challenges.ts'
import { invalidations } from './0006-invalidations.ts'
import { search } from './0007-search.ts'
import { deletedUsers } from './0008-deleted-users.ts'
import { listsAndDays } from './0009-lists-and-days.ts'
import { userFields } from './0010-user-fields.ts'
import type { Migration } from './migration.ts'

export type { Migration } from './migration.ts'

/**
 * Forward only. What has been released is never edited: a checksum guards it. Ids are compared
 * byte by byte (`COLLATE "C"`), so that their order is the same wherever they are kept. Times are
 * milliseconds, but for `until` and `before` of revocations, which are seconds.
 */
export const migrations: readonly Migration[] = [
  everything,
  accessAndExpiringSessions,
  openSessions,
  allowances,
  identitiesCredentialsChallenges,
  invalidations,
  search,
  deletedUsers,
  listsAndDays,
  userFields,
]
