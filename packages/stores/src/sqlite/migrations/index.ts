import { usersSessionsRevocations } from './0001-users-sessions-revocations.ts'
import { rolesBansAuditKeysAttempts } from './0002-roles-bans-audit-keys-attempts.ts'
import { accessAndExpiringSessions } from './0003-access-and-expiring-sessions.ts'
import { allowances } from './0004-allowances.ts'
import { identitiesCredentialsChallenges } from './0005-identities-credentials-challenges.ts'
import { invalidations } from './0006-invalidations.ts'
import { search } from './0007-search.ts'
import { listsAndDays } from './0008-lists-and-days.ts'
import { userFields } from './0009-user-fields.ts'
import type { Migration } from './migration.ts'

export { checksumOf, type Migration } from './migration.ts'

/** Forward only. What has been released is never edited: a checksum guards it. */
export const migrations: readonly Migration[] = [
  usersSessionsRevocations,
  rolesBansAuditKeysAttempts,
  accessAndExpiringSessions,
  allowances,
  identitiesCredentialsChallenges,
  invalidations,
  search,
  listsAndDays,
  userFields,
]
