import type { EndReason, SessionEnd } from '@ztoken/core'
import { revocationColumns } from './rows.ts'
import { type Sql, sql, verbatim } from './sql.ts'

const nothing = verbatim('')

/** Of a `RETURNING`: tells every server that there is news; nothing where nobody can be told. */
export function nudgingOn(channel: string | null): Sql {
  return channel === null ? nothing : verbatim(`, pg_notify('${channel}', '')`)
}

/**
 * Parts of a WITH after `going (place, kind, key, before, until)`, the places from 1: `revoked` has
 * the revocations then.
 *
 * The number comes from one row that stays locked until the transaction is over, so the order of
 * numbers is the order of commits: who has read up to a number has missed none below it. It follows
 * the database's clock, so that a database that lost its last moments (a replica that took over,
 * a backup) does not give numbers again that somebody has read already. Nothing is asked for after
 * that row but to commit: it is the last lock of every transaction.
 */
export function revoking(reason: EndReason, nudging: Sql): Sql {
  return sql`numbered AS (
    UPDATE revocation_clock
    SET value = greatest(value, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
      + (SELECT count(*) FROM going)
    WHERE EXISTS (SELECT 1 FROM going)
    RETURNING value - (SELECT count(*) FROM going) AS base${nudging}
  ), revoked AS (
    INSERT INTO revocations (${revocationColumns})
    SELECT base + place, kind, key, before, until, ${reason}
    FROM going CROSS JOIN numbered
    RETURNING ${revocationColumns}
  )`
}

/** A part `ended`: all open sessions of a user but one, whose row has been locked before. */
export function endingAll(userId: string, except: string | null, end: SessionEnd): Sql {
  return sql`ended AS (
    UPDATE sessions SET ended_at = ${end.at}, end_reason = ${end.reason}
    WHERE user_id = ${userId} AND ended_at IS NULL AND id IS DISTINCT FROM ${except}
    RETURNING id, created_at
  )`
}

/** A part `ended`: one session, where it is open and of this user. */
export function endingOne(
  { sessionId, userId }: { readonly sessionId: string; readonly userId?: string },
  { at, reason }: SessionEnd,
): Sql {
  return sql`ended AS (
    UPDATE sessions SET ended_at = ${at}, end_reason = ${reason}
    WHERE id = ${sessionId} AND ended_at IS NULL
      ${userId === undefined ? nothing : sql`AND user_id = ${userId}`}
    RETURNING id, created_at
  )`
}

/** `going` of the sessions in a part `ended (id, created_at)`, and of the user where it is asked. */
export function goingOf(end: SessionEnd, userId: string | null): Sql {
  return sql`going AS (
    SELECT row_number() OVER (ORDER BY rank, created_at DESC, key) AS place,
      kind, key, before, until
    FROM (
      SELECT 1 AS rank, created_at, 'session' AS kind, id AS key, NULL::bigint AS before,
        ${end.revokedUntil}::bigint AS until
      FROM ended
      ${userId === null ? nothing : userGoing(end, userId)}
    ) AS each
  )`
}

/** The user's tokens that have no session, up to the second of the end. */
function userGoing(
  { at, revokeUserUntil, revokeUserBefore = Math.floor(at / 1000) }: SessionEnd,
  userId: string,
): Sql {
  if (revokeUserUntil === undefined) return nothing
  return sql`UNION ALL
    SELECT 2, 0, 'user', ${userId}, ${revokeUserBefore}::bigint, ${revokeUserUntil}::bigint`
}

/** `going` of one key that is no session, where the condition holds. */
export function goingAlone(
  kind: 'token' | 'key' | 'all',
  key: string,
  until: number,
  condition: Sql = verbatim('true'),
  before: number | null = null,
): Sql {
  return sql`going AS (
    SELECT 1 AS place, ${kind} AS kind, ${key} AS key, ${before}::bigint AS before,
      ${until}::bigint AS until
    WHERE ${condition}
  )`
}
