import type {
  AccountChangeOutcome,
  AccountChanges,
  AccountStore,
  EndOfSessions,
} from '@ztoken/core'
import { movesAccess } from '../judgements/access.ts'
import { changed, isAsExpected, recordsOf } from '../judgements/account-changes.ts'
import { moveAccess, requireAccess } from './access-store.ts'
import {
  changeCredentials,
  changeIdentities,
  putCredentials,
  putIdentities,
  Taken,
  unlessTaken,
} from './account-rows.ts'
import type { Ask, Row } from './database.ts'
import { recording } from './recording.ts'
import { endingAll, endingOne, goingOf, revoking } from './revoking.ts'
import {
  accountColumns,
  accountOf,
  folded,
  revocationColumns,
  revocationOf,
  sessionColumns,
  sessionValues,
  userColumns,
  userOf,
  userRowColumns,
  userRowValues,
} from './rows.ts'
import { type Sql, sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

const always = verbatim('true')

export function accountStore({ database, nudging, nudge }: Tools): AccountStore {
  const { ask, transaction } = database

  return {
    async findUser(id) {
      const [row] = await ask(
        sql`SELECT ${userColumns} FROM users WHERE id = ${id} AND NOT is_deleted`,
      )
      return row === undefined ? null : userOf(row)
    },
    async findAccount(id) {
      const [row] = await ask(
        sql`SELECT ${accountColumns} FROM users WHERE id = ${id} AND NOT is_deleted`,
      )
      return row === undefined ? null : accountOf(row)
    },
    async findAccountByIdentity({ kind, subject }) {
      const [row] = await ask(
        sql`SELECT ${accountColumns} FROM users WHERE id =
          (SELECT user_id FROM identities WHERE kind = ${kind} AND subject = ${subject})`,
      )
      return row === undefined ? null : accountOf(row)
    },
    async listUsers({ after, limit, ids = null }) {
      const rows = await ask(
        sql`SELECT ${userColumns} FROM users
          WHERE id > ${after ?? ''} AND NOT is_deleted
            AND ${ids === null ? always : sql`id = ANY(${ids}::text[])`}
          ORDER BY id LIMIT ${limit}`,
      )
      return rows.map(userOf)
    },
    async addAccount(account, audit = [], { ifAccess, isSetup = false } = {}) {
      const { id, roles } = account.user
      const adding = transaction<'added'>(async (ask) => {
        if (isSetup || roles.length > 0) await moveAccess(ask, ifAccess, Number(isSetup))
        else await requireAccess(ask, ifAccess)
        // The row of a deleted account stays, without anything of it but the id.
        const added = await ask(
          sql`WITH added AS (
              INSERT INTO users (${userRowColumns}) VALUES (${userRowValues(account)})
              ON CONFLICT DO NOTHING RETURNING id
            )${recording(audit, sql`EXISTS (SELECT 1 FROM added)`)}
            SELECT id FROM added`,
        )
        if (added.length === 0) throw new Taken('id_taken')
        await putIdentities(ask, id, account.identities)
        await putCredentials(ask, id, account.credentials)
        return 'added'
      })
      return unlessTaken(adding)
    },
    async changeAccount(id, changes, audit = []) {
      const { endSessions } = changes
      const changing = transaction<AccountChangeOutcome>(async (ask) => {
        await holdAccess(ask, id, changes)
        // Held first: what is read afterwards is what whoever held it before has left.
        await ask(sql`SELECT 1 FROM users WHERE id = ${id} FOR NO KEY UPDATE`)
        const [row] = await ask(
          sql`SELECT ${accountColumns} FROM users WHERE id = ${id} AND NOT is_deleted`,
        )
        if (row === undefined) return { outcome: 'not_found' }
        const known = accountOf(row)
        if (!isAsExpected(known, changes)) return { outcome: 'conflict' }
        const account = changed(known, changes)
        const records = recordsOf(audit, known.user)
        await changeIdentities(ask, id, changes.identities)
        await changeCredentials(ask, id, changes.credentials)
        const { name, avatar, intro, level, roles, ban } = account.user
        const update = sql`changed AS (
          UPDATE users SET name = ${name}, name_folded = ${folded(name)},
            head_portrait = ${avatar}, intro = ${intro}, level = ${level}, roles = ${roles},
            ban_since = ${ban?.since ?? null}, ban_until = ${ban?.until ?? null},
            ban_reason = ${ban?.reason ?? null}, epoch = ${account.epoch}
          WHERE id = ${id} RETURNING id${nudging}
        )`
        if (endSessions === undefined) {
          await ask(sql`WITH ${update}${recording(records, always)} SELECT 1`)
          return { outcome: 'changed', account, before: known.user, revocations: [] }
        }
        const { end, except, renewal } = endSessions
        const renewed =
          renewal === undefined ? [] : await renewing(ask, id, except, renewal, nudging)
        if (renewal !== undefined && renewed.length === 0) return { outcome: 'conflict' }
        const rows = await ask(
          sql`WITH ${update}, ${endingAll(id, renewal?.session.id ?? except, end)}, ${goingOf(end, id)},
            ${revoking(end.reason, nudging)}${recording(records, always)}
            SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
        )
        const revocations = [...renewed, ...rows].map(revocationOf)
        return { outcome: 'changed', account, before: known.user, revocations }
      })
      const result = await unlessTaken(changing)
      if (typeof result === 'string') return { outcome: 'identity_taken' }
      if (result.outcome === 'changed') nudge()
      return result
    },
    async deleteAccount(id, end, audit = [], { ifAccess } = {}) {
      const deletion = await transaction(async (ask) => {
        await holdAccess(ask, id, { ban: null, ifAccess })
        const [known] = await ask(
          sql`SELECT ${userColumns} FROM users
            WHERE id = ${id} AND NOT is_deleted FOR NO KEY UPDATE`,
        )
        if (known === undefined) return null
        await ask(sql`DELETE FROM identities WHERE user_id = ${id}`)
        await ask(sql`DELETE FROM credentials WHERE user_id = ${id}`)
        const rows = await ask(
          sql`WITH removed AS (
              DELETE FROM sessions WHERE user_id = ${id} RETURNING id, created_at, ended_at
            ), ended AS (
              SELECT id, created_at FROM removed WHERE ended_at IS NULL
            ), emptied AS (
              UPDATE users SET is_deleted = true, name = NULL, name_folded = NULL, head_portrait = NULL, intro = NULL, level = NULL, roles = '{}',
                ban_since = NULL, ban_until = NULL, ban_reason = NULL
              WHERE id = ${id} RETURNING id${nudging}
            ), ${goingOf(end, id)}, ${revoking(end.reason, nudging)}${recording(audit, always)}
            SELECT ${revocationColumns} FROM revoked ORDER BY sequence`,
        )
        return { user: userOf(known), revocations: rows.map(revocationOf) }
      })
      if (deletion !== null) nudge()
      return deletion
    },
  }
}

/** Ends the session that goes on, where it is open, and opens the one in its place. */
function renewing(
  ask: Ask,
  userId: string,
  except: string | null,
  { session, end }: NonNullable<EndOfSessions['renewal']>,
  nudging: Sql,
): Promise<Row[]> {
  return ask(
    sql`WITH ${endingOne({ sessionId: except ?? '', userId }, end)}, opened AS (
        INSERT INTO sessions (${sessionColumns}) SELECT ${sessionValues(session)} FROM ended
      ), ${goingOf(end, null)}, ${revoking(end.reason, nudging)}
      SELECT ${revocationColumns} FROM revoked`,
  )
}

/** Before any other lock, what is known of all access: to be moved where the change moves it. */
async function holdAccess(ask: Ask, id: string, changes: AccountChanges): Promise<void> {
  const { roles, ban, ifAccess } = changes
  const mayMove = roles !== undefined || ban !== undefined
  const [row] = mayMove ? await ask(sql`SELECT ${userColumns} FROM users WHERE id = ${id}`) : []
  if (row !== undefined && movesAccess(userOf(row), changes)) await moveAccess(ask, ifAccess)
  else await requireAccess(ask, ifAccess)
}
