import type { Account, AuditRecord, SessionEnd } from '@ztoken/core'
import type { Ask, Row } from './database.ts'
import { recording } from './recording.ts'
import { goingOf, revoking } from './revoking.ts'
import { accountColumns, accountOf, folded, revocationColumns } from './rows.ts'
import { type Sql, sql, verbatim } from './sql.ts'

const always = verbatim('true')

/** The account with this id, or null. */
export async function readAccount(ask: Ask, id: string): Promise<Account | null> {
  const [row] = await ask(sql`SELECT ${accountColumns} FROM users WHERE id = ${id}`)
  return row === undefined ? null : accountOf(row)
}

/** A part `changed`: the row of a user as the account has it. */
export function changingUser({ user, epoch }: Account, nudging: Sql): Sql {
  const { id, name, avatar, intro, level, roles, ban, fields } = user
  return sql`changed AS (
    UPDATE users SET name = ${name}, name_folded = ${folded(name)},
      head_portrait = ${avatar}, intro = ${intro}, level = ${level}, roles = ${roles},
      ban_since = ${ban?.since ?? null}, ban_until = ${ban?.until ?? null},
      ban_reason = ${ban?.reason ?? null}, fields = ${JSON.stringify(fields ?? {})}, epoch = ${epoch}
    WHERE id = ${id} RETURNING id${nudging}
  )`
}

/** What an account is found by and shows, before anything else of it goes. */
export async function removeFoundBy(ask: Ask, id: string): Promise<void> {
  await ask(sql`DELETE FROM identities WHERE user_id = ${id}`)
  await ask(sql`DELETE FROM credentials WHERE user_id = ${id}`)
}

/** The last of a transaction: deletes a user and removes the sessions. Out: the revocations. */
export function deleteUser(
  ask: Ask,
  id: string,
  { end, audit, nudging }: Deleting,
): Promise<Row[]> {
  return ask(
    sql`WITH removed AS (
        DELETE FROM sessions WHERE user_id = ${id} RETURNING id, created_at, ended_at
      ), ended AS (
        SELECT id, created_at FROM removed WHERE ended_at IS NULL
      ), deleted AS (
        DELETE FROM users WHERE id = ${id} RETURNING id${nudging}
      ), ${goingOf(end, id)}, ${revoking(end.reason, nudging)}${recording(audit, always)}
      SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
  )
}

export interface Deleting {
  readonly end: SessionEnd
  readonly audit: readonly AuditRecord[]
  readonly nudging: Sql
}
