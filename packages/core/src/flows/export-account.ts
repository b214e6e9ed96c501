import { setImmediate as othersFirst } from 'node:timers/promises'
import type { AuditEntryView, SessionView, UserView } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'
import { endsAt } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { SessionPlace } from '../ground/session/slices.ts'
import type { Caller } from './authenticate.ts'
import { requireUser } from './authenticate.ts'
import { requireRecentPassword } from './callers-session.ts'

/** Read, and shown, before others get their turn. */
const pieceSize = 200

export interface AccountExport {
  readonly user: UserView
  readonly sessions: readonly SessionView[]
  readonly audit: readonly AuditEntryView[]
}

/** The same, read from the store as it is taken: an account may have piled up any amount. */
export interface AccountExportInPieces {
  readonly user: UserView
  readonly sessions: AsyncIterable<readonly SessionView[]>
  readonly audit: AsyncIterable<readonly AuditEntryView[]>
}

/**
 * Everything kept about the caller, as the wire shows it: the account, the open sessions and what
 * the audit holds of them. Throws ZtokenError `step_up_required`, `token_invalid`, `unavailable`;
 * what is taken later rejects with `unavailable`.
 */
export async function exportAccountInPieces(
  rooms: Rooms,
  caller: Caller,
): Promise<AccountExportInPieces> {
  await requireRecentPassword(rooms, caller)
  const user = await requireUser(rooms, caller)
  return {
    user: rooms.views.user(user),
    sessions: sessionsOf(rooms, caller),
    audit: auditOf(rooms, user.id),
  }
}

/** The same, whole: for the application. Throws the same. */
export async function exportAccount(rooms: Rooms, caller: Caller): Promise<AccountExport> {
  const { user, sessions, audit } = await exportAccountInPieces(rooms, caller)
  return { user, sessions: await allOf(sessions), audit: await allOf(audit) }
}

async function* sessionsOf(rooms: Rooms, caller: Caller): AsyncGenerator<SessionView[]> {
  const now = rooms.clock()
  for (let after: SessionPlace | null = null; ; await othersFirst()) {
    const page = { after, limit: pieceSize }
    const found: Session[] = await rooms.store.listSessions(caller.userId, page)
    yield found
      .filter((session) => endsAt(session, rooms.lifetimes) > now)
      .map((session) => rooms.views.session(session, caller.sessionId))
    after = found.at(-1) ?? null
    if (found.length < pieceSize) return
  }
}

async function* auditOf(rooms: Rooms, userId: string): AsyncGenerator<AuditEntryView[]> {
  const every = { event: null, from: null, until: null, limit: pieceSize }
  for (let before: number | null = null; ; await othersFirst()) {
    const found: Awaited<ReturnType<typeof rooms.store.listAudit>> = await rooms.store.listAudit({
      ...every,
      userId,
      before,
    })
    yield found.map(rooms.views.auditEntry)
    before = found.at(-1)?.sequence ?? null
    if (found.length < pieceSize) return
  }
}

async function allOf<Item>(pieces: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const all: Item[] = []
  for await (const piece of pieces) all.push(...piece)
  return all
}
