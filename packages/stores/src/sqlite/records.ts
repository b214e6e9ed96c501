import type {
  AccessState,
  AuditRecord,
  EndReason,
  Revocation,
  Session,
  SessionEnd,
  SessionSelector,
  SessionsPage,
} from '@ztoken/core'
import { requireAccess } from '../judgements/access.ts'
import type { Connection } from './connection.ts'
import { auditColumns, auditValues, sessionColumns, sessionOf, sessionValues } from './rows.ts'
import { marks } from './statements.ts'

/** What several promises write, each inside a transaction of its own. */
export interface Records {
  addAudit(records: readonly AuditRecord[]): void
  accessState(): AccessState
  /** Throws ZtokenError `conflict` where access is not any more as it was judged. */
  requireAccess(ifAccess: number | undefined): void
  /** What somebody may do has changed. */
  moveAccess(setups?: number): void
  addRevocation(revocation: Omit<Revocation, 'sequence'>): Revocation
  addKeyRevocation(kid: string, until: number): Revocation
  /** The next revocation has a sequence beyond this one, and all that come after it. */
  countFrom(sequence: number): void
  /** The open sessions of a user, the newest first; all of them where no page is asked for. */
  openSessions(userId: string, page?: SessionsPage): Session[]
  /** The open sessions a selector means. */
  selectSessions(selector: SessionSelector): Session[]
  addSession(session: Session): void
  endSession(id: string, end: SessionEnd): Revocation
  /** The revocation of a user's tokens that have no session, where the end asks for it. */
  endForeignTokens(userId: string, end: SessionEnd): Revocation[]
  /** What this transaction writes is something that others follow. */
  isNews(): void
  /** Calls back after news was committed here: revocations, keys. Out: ends it. */
  onNews(listener: () => void): () => void
}

export function createRecords({ prepare, onCommit }: Connection): Records {
  const sql = {
    addAudit: prepare(`INSERT INTO audit (${auditColumns}) VALUES (${marks(auditColumns)})`),
    addDelivery: prepare(
      `INSERT INTO deliveries (entry_id, endpoint, attempts, due_at) VALUES (?, ?, 0, ?)
       ON CONFLICT DO NOTHING`,
    ),
    access: prepare('SELECT version, setups FROM access'),
    moveAccess: prepare('UPDATE access SET version = version + 1, setups = setups + ?'),
    addRevocation: prepare(
      `INSERT INTO revocations (kind, key, before, until, reason) VALUES (?, ?, ?, ?, ?)
       RETURNING sequence`,
    ),
    openSession: prepare(
      `SELECT ${sessionColumns} FROM sessions WHERE id = ? AND ended_at IS NULL`,
    ),
    openSessions: prepare(
      `SELECT ${sessionColumns} FROM sessions INDEXED BY sessions_open
       WHERE user_id = ? AND ended_at IS NULL ORDER BY created_at DESC, id LIMIT ?`,
    ),
    openSessionsAfter: prepare(
      `SELECT ${sessionColumns} FROM sessions INDEXED BY sessions_open
       WHERE user_id = ?1 AND ended_at IS NULL AND created_at <= ?2
         AND (created_at < ?2 OR id > ?3)
       ORDER BY created_at DESC, id LIMIT ?4`,
    ),
    addSession: prepare(
      `INSERT INTO sessions (${sessionColumns}) VALUES (${marks(sessionColumns)})`,
    ),
    countFrom: prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'revocations'"),
    beginCounting: prepare(
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'revocations', 0
       WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'revocations')`,
    ),
    endSession: prepare('UPDATE sessions SET ended_at = ?, end_reason = ? WHERE id = ?'),
  }
  let hasNews = false

  function addRevocation(revocation: Omit<Revocation, 'sequence'>): Revocation {
    const { kind, key, before, until, reason } = revocation
    hasNews = true
    const row = sql.addRevocation.get(kind, key, before, until, reason)
    return { sequence: row?.sequence as number, ...revocation }
  }

  function accessState(): AccessState {
    const { version, setups } = sql.access.get() ?? {}
    return { version: Number(version), setups: Number(setups) }
  }

  function openSessions(
    userId: string,
    { after, limit }: SessionsPage = { after: null, limit: -1 },
  ): Session[] {
    const rows =
      after === null
        ? sql.openSessions.all(userId, limit)
        : sql.openSessionsAfter.all(userId, after.createdAt, after.id, limit)
    return rows.map(sessionOf)
  }

  return {
    addAudit(records) {
      for (const record of records) {
        sql.addAudit.run(...auditValues(record))
        for (const endpoint of record.deliverTo) sql.addDelivery.run(record.id, endpoint, record.at)
      }
    },
    accessState,
    requireAccess(ifAccess) {
      if (ifAccess !== undefined) requireAccess(accessState().version, ifAccess)
    },
    moveAccess: (setups = 0) => void sql.moveAccess.run(setups),
    addRevocation,
    addKeyRevocation(kid, until) {
      const reason: EndReason = 'key_revoked'
      return addRevocation({ kind: 'key', key: kid, before: null, until, reason })
    },
    countFrom(sequence) {
      sql.beginCounting.run()
      sql.countFrom.run(sequence)
    },
    openSessions,
    selectSessions(selector) {
      if ('except' in selector) {
        return openSessions(selector.userId).filter(({ id }) => id !== selector.except)
      }
      const { sessionId, userId } = selector
      const open = sql.openSession.all(sessionId).map(sessionOf)
      return open.filter((session) => userId === undefined || session.userId === userId)
    },
    addSession: (session) => void sql.addSession.run(...sessionValues(session)),
    endSession(id, { at, reason, revokedUntil }) {
      sql.endSession.run(at, reason, id)
      return addRevocation({ kind: 'session', key: id, before: null, until: revokedUntil, reason })
    },
    endForeignTokens(userId, { at, reason, revokeUserUntil: until, revokeUserBefore }) {
      if (until === undefined) return []
      const before = revokeUserBefore ?? Math.floor(at / 1000)
      return [addRevocation({ kind: 'user', key: userId, before, until, reason })]
    },
    isNews() {
      hasNews = true
    },
    onNews: (listener) =>
      onCommit(() => {
        if (hasNews) listener()
        hasNews = false
      }),
  }
}
