import type { AuditRecord, SessionOpening, SessionOpeningOutcome, Store } from '@ztoken/core'
import { sessionsToEnd } from '../judgements/session-policy.ts'
import { endingAll } from './accounts.ts'
import { recording } from './recording.ts'
import { goingAlone, goingOf, revoking } from './revoking.ts'
import {
  revocationColumns,
  revocationOf,
  sessionColumns,
  sessionOf,
  sessionValues,
} from './rows.ts'
import { type Sql, sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

type SessionPromises = Pick<
  Store,
  | 'openSession'
  | 'findSession'
  | 'listSessions'
  | 'rotateSession'
  | 'verifySession'
  | 'endSessions'
  | 'revokeToken'
  | 'listRevocations'
>

const always = verbatim('true')

export function sessionPromises({ database, notifies, nudge }: Tools): SessionPromises {
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
      const open = await ask(sql`${openSessions(session.userId)} FOR UPDATE`)
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
          ), ${goingOf(end, null)}, ${revoking(end.reason, notifies)}
          ${recording([...ended, ...audit], always)}
          SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
      )
      return { outcome: 'opened', revocations: rows.map(revocationOf), ended }
    })
  }

  return {
    async openSession(opening, audit = []) {
      const { maximum, oneForEachKind } = opening.policy
      if (maximum === null && !oneForEachKind) return openBesideOthers(opening, audit)
      const result = await openUnderPolicy(opening, audit)
      if (result.outcome === 'opened' && result.revocations.length > 0) nudge()
      return result
    },
    async findSession(id) {
      const [row] = await ask(sql`SELECT ${sessionColumns} FROM sessions WHERE id = ${id}`)
      return row === undefined ? null : sessionOf(row)
    },
    listSessions: async (userId) => (await ask(openSessions(userId))).map(sessionOf),
    async rotateSession(id, counter, at) {
      const rows = await ask(
        sql`UPDATE sessions SET counter = counter + 1, rotated_at = ${at}, used_at = ${at}
          WHERE id = ${id} AND counter = ${counter} AND ended_at IS NULL RETURNING 1`,
      )
      return rows.length > 0
    },
    async verifySession(id, at, audit = []) {
      const rows = await ask(
        sql`WITH verified AS (
            UPDATE sessions SET verified_at = ${at} WHERE id = ${id} AND ended_at IS NULL RETURNING 1
          )${recording(audit, sql`EXISTS (SELECT 1 FROM verified)`)}
          SELECT 1 FROM verified`,
      )
      return rows.length > 0
    },
    async endSessions(selector, end, audit = []) {
      const rows =
        'except' in selector
          ? await transaction(async (ask) => {
              const { userId, except } = selector
              // Whoever is opening a session of this user has opened it after this, or will fail.
              const user = await ask(sql`UPDATE users SET epoch = epoch + 1
                WHERE id = ${userId} AND NOT is_deleted RETURNING 1`)
              if (user.length === 0) return []
              return ask(
                sql`WITH ${endingAll(userId, except, end)}, ${goingOf(end, userId)},
                  ${revoking(end.reason, notifies)}${recording(audit, always)}
                  SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
              )
            })
          : await ask(
              sql`WITH ${endingOne(selector, end)}, ${goingOf(end, null)},
                ${revoking(end.reason, notifies)}
                ${recording(audit, sql`EXISTS (SELECT 1 FROM ended)`)}
                SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
            )
      if (rows.length > 0) nudge()
      return rows.map(revocationOf)
    },
    async revokeToken(key, until, reason, audit = []) {
      const [row = {}] = await ask(
        sql`WITH ${goingAlone('token', key, until)}, ${revoking(reason, notifies)}
          ${recording(audit, always)}
          SELECT ${revocationColumns} FROM revoked`,
      )
      nudge()
      return revocationOf(row)
    },
    async listRevocations({ after, now, limit }) {
      const rows = await ask(
        sql`SELECT ${revocationColumns} FROM revocations
          WHERE sequence > ${after} AND until >= ${now} ORDER BY sequence LIMIT ${limit}`,
      )
      return rows.map(revocationOf)
    },
  }
}

function openSessions(userId: string): Sql {
  return sql`SELECT ${sessionColumns} FROM sessions
    WHERE user_id = ${userId} AND ended_at IS NULL ORDER BY created_at DESC, id`
}

/** The account, still under this epoch and until the transaction is over. */
function lockingAccount(userId: string, epoch: number): Sql {
  return sql`SELECT id FROM users
    WHERE id = ${userId} AND epoch = ${epoch} AND NOT is_deleted FOR NO KEY UPDATE`
}

function endingOne(
  { sessionId, userId }: { readonly sessionId: string; readonly userId?: string },
  { at, reason }: { readonly at: number; readonly reason: string },
): Sql {
  return sql`ended AS (
    UPDATE sessions SET ended_at = ${at}, end_reason = ${reason}
    WHERE id = ${sessionId} AND ended_at IS NULL
      ${userId === undefined ? verbatim('') : sql`AND user_id = ${userId}`}
    RETURNING id, created_at
  )`
}
