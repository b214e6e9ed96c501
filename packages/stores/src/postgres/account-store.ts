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
import { changingUser, deleteUser, readAccount, removeFoundBy } from './account-writes.ts'
import type { Ask, Row } from './database.ts'
import { recording } from './recording.ts'
import { endingAll, endingOne, goingOf, revoking } from './revoking.ts'
import {
  accountColumns,
  accountOf,
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
      const [row] = await ask(sql`SELECT ${userColumns} FROM users WHERE id = ${id}`)
      return row === undefined ? null : userOf(row)
    },
    findAccount: (id) => readAccount(ask, id),
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
          WHERE id > ${after ?? ''}
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
        const added = await ask(
          sql`WITH added AS (
              INSERT INTO users (${userRowColumns}) VALUES (${userRowValues(account)})
              ON CONFLICT DO NOTHING RETURNING id
            )${recording(audit, sql`EXISTS (SELECT 1 FROM added)`)}
            SELECT id FROM added`,
        )
        if (added.length === 0 || (await wasDeleted(ask, id))) throw new Taken('id_taken')
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
        const known = await readAccount(ask, id)
        if (known === null) return { outcome: 'not_found' }
        if (!isAsExpected(known, changes)) return { outcome: 'conflict' }
        const account = changed(known, changes)
        const records = recordsOf(audit, known.user)
        await changeIdentities(ask, id, changes.identities)
        await changeCredentials(ask, id, changes.credentials)
        const update = changingUser(account, nudging)
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
            WHERE id = ${id} FOR UPDATE`,
        )
        if (known === undefined) return null
        await removeFoundBy(ask, id)
        const rows = await deleteUser(ask, id, { end, audit, nudging })
        return { user: userOf(known), revocations: rows.map(revocationOf) }
      })
      if (deletion !== null) nudge()
      return deletion
    },
  }
}

/** Asked once the row is there: until then somebody may be deleting the one that had the id. */
async function wasDeleted(ask: Ask, id: string): Promise<boolean> {
  return (await ask(sql`SELECT 1 FROM deleted_users WHERE id = ${id}`)).length > 0
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
