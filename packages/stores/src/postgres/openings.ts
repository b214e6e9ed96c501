import {
  type AuditRecord,
  mostRead,
  type SessionOpening,
  type SessionOpeningOutcome,
  type SessionStore,
  type SessionsPage,
  sessionsToEnd,
} from '@ztoken/core'
import { recording } from './recording.ts'
import { goingOf, revoking } from './revoking.ts'
import {
  revocationColumns,
  revocationOf,
  sessionColumns,
  sessionOf,
  sessionValues,
} from './rows.ts'
import { type Sql, sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

const always = verbatim('true')
const nothing = verbatim('')

export function sessionOpening({ database, nudging, nudge }: Tools): SessionStore['openSession'] {
  const { ask, transaction } = database

  /** Where nothing has to end, one statement does it. */
  async function openBesideOthers(
    { session, epoch }: SessionOpening,
    audit: readonly AuditRecord[],
  ): Promise<SessionOpeningOutcome> {
    const rows = await ask(
      sql`WITH account AS (${lockingAccount(session.userId, epoch)}), opened AS (
          INSERT INTO sessions (${sessionColumns})
          SELECT ${sessionValues(session)} FROM account RETURNING id
        )${recording(audit, sql`EXISTS (SELECT 1 FROM opened)`)}
        SELECT id FROM opened`,
    )
    return rows.length === 0
      ? { outcome: 'stale' }
      : { outcome: 'opened', revocations: [], ended: [] }
  }

  function openUnderPolicy(
    { session, epoch, policy, end, recordEnd }: SessionOpening,
    audit: readonly AuditRecord[],
  ): Promise<SessionOpeningOutcome> {
    return transaction(async (ask) => {
      // Whoever opens a session of this user next waits here, and then sees this one.
      const account = await ask(lockingAccount(session.userId, epoch))
      if (account.length === 0) return { outcome: 'stale' }
      // Held, so that what is recorded as ended here has not ended by itself meanwhile.
      const page = { after: null, limit: mostRead(policy) + 1 }
      const ofKind =
        policy.maximum === null
          ? sql`AND device_kind IS NOT DISTINCT FROM ${session.deviceKind}`
          : nothing
      const open = await ask(sql`${openSessions(session.userId, page, ofKind)} FOR UPDATE`)
      if (open.length > mostRead(policy)) return { outcome: 'crowded' }
      const going = sessionsToEnd(open.map(sessionOf), session, policy)
      if (going === null) return { outcome: 'full' }
      const ended = going.map((one) => recordEnd(one))
      const rows = await ask(
        sql`WITH ended AS (
            UPDATE sessions SET ended_at = ${end.at}, end_reason = ${end.reason}
            WHERE id = ANY (${going.map(({ id }) => id)}) AND ended_at IS NULL
            RETURNING id, created_at
          ), opened AS (
            INSERT INTO sessions (${sessionColumns}) VALUES (${sessionValues(session)})
          ), ${goingOf(end, null)}, ${revoking(end.reason, nudging)}
          ${recording([...ended, ...audit], always)}
          SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
      )
      return { outcome: 'opened', revocations: rows.map(revocationOf), ended }
    })
  }

  return async (opening, audit = []) => {
    const { maximum, oneForEachKind } = opening.policy
    if (maximum === null && !oneForEachKind) return openBesideOthers(opening, audit)
    const result = await openUnderPolicy(opening, audit)
    if (result.outcome === 'opened' && result.revocations.length > 0) nudge()
    return result
  }
}

/** The open sessions of a user, the newest first; all of them where no page is asked for. */
export function openSessions(userId: string, page?: SessionsPage, which: Sql = nothing): Sql {
  const { after = null, limit = null } = page ?? {}
  const beyond =
    after === null
      ? nothing
      : sql`AND created_at <= ${after.createdAt}
          AND (created_at < ${after.createdAt} OR id > ${after.id})`
  return sql`SELECT ${sessionColumns} FROM sessions
    WHERE user_id = ${userId} AND ended_at IS NULL ${beyond} ${which}
    ORDER BY created_at DESC, id LIMIT ${limit}`
}

/** The account, still under this epoch and until the transaction is over. */
function lockingAccount(userId: string, epoch: number): Sql {
  return sql`SELECT id FROM users
    WHERE id = ${userId} AND epoch = ${epoch} FOR NO KEY UPDATE`
}
