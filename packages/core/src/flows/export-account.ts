import type { Rooms } from '../rooms.ts'
import type { Caller } from './authenticate.ts'
import { requireUser } from './authenticate.ts'
import { requireRecentPassword } from './callers-session.ts'
import { listSessions } from './sessions.ts'

const entriesAtMost = 10_000

/**
 * Everything kept about the caller, as the wire shows it: the account, the open sessions and what
 * the audit holds of them. Throws ZtokenError `step_up_required`, `token_invalid`, `unavailable`.
 */
export async function exportAccount(rooms: Rooms, caller: Caller): Promise<AccountExport> {
  await requireRecentPassword(rooms, caller)
  const user = await requireUser(rooms, caller)
  const sessions = await listSessions(rooms, user.id)
  const entries = await rooms.store.listAudit({
    before: null,
    limit: entriesAtMost,
    userId: user.id,
    event: null,
    from: null,
    until: null,
  })
  return {
    user: rooms.views.user(user),
    sessions: sessions.map((session) => rooms.views.session(session, caller.sessionId)),
    audit: entries.map(rooms.views.auditEntry),
  }
}

export interface AccountExport {
  readonly user: unknown
  readonly sessions: readonly unknown[]
  readonly audit: readonly unknown[]
}
