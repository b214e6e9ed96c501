import type { AccessStore, Role } from '@ztoken/core'
import { accessChanged } from '../judgements/access.ts'
import type { Ask } from './database.ts'
import { recording } from './recording.ts'
import { sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

const always = verbatim('true')

export function accessStore({ database, nudging, nudge }: Tools): AccessStore {
  const { ask, transaction } = database

  return {
    async findAccess(userId) {
      const [row] = await ask(
        sql`SELECT roles, (
            SELECT coalesce(jsonb_object_agg(name, permissions), '{}') FROM roles AS role
            WHERE role.name = ANY (users.roles)
          ) AS permissions
          FROM users WHERE id = ${userId}`,
      )
      if (row === undefined) return null
      const roles = row.roles as string[]
      const known = new Map(Object.entries(row.permissions as Record<string, string[]>))
      return { roles, permissions: [...new Set(roles.flatMap((name) => known.get(name) ?? []))] }
    },
    async readAccessState() {
      const [row] = await ask(sql`SELECT version, setups FROM access`)
      return { version: Number(row?.version), setups: Number(row?.setups) }
    },
    async isPermissionHeld(permission, { userId = null, role = null, bannedAt = null } = {}) {
      const rows = await ask(
        sql`SELECT 1 FROM users JOIN roles AS role ON role.name = ANY (users.roles)
          WHERE users.roles <> '{}' AND ${permission} = ANY (role.permissions)
            AND users.id IS DISTINCT FROM ${userId} AND role.name IS DISTINCT FROM ${role}
            AND (${bannedAt}::bigint IS NULL OR ban_since IS NULL OR ban_until <= ${bannedAt})
          LIMIT 1`,
      )
      return rows.length > 0
    },
    async listRoles() {
      const rows = await ask(sql`SELECT name, permissions FROM roles ORDER BY name`)
      return rows.map(
        (row): Role => ({
          name: row.name as string,
          permissions: row.permissions as string[],
        }),
      )
    },
    async countHolders(most) {
      const rows = await ask(
        sql`WITH holders AS (
            SELECT roles FROM users WHERE roles <> '{}' ORDER BY id LIMIT ${most}
          )
          SELECT role, count(*)::int AS users, (
            SELECT count(*) FROM (
              SELECT 1 FROM users WHERE roles <> '{}' ORDER BY id LIMIT 1 OFFSET ${most}
            ) AS beyond
          )::int AS more
          FROM holders, unnest(holders.roles) AS role GROUP BY role`,
      )
      return {
        counts: rows.map(({ role, users }) => ({ role: role as string, users: users as number })),
        isAll: rows.every(({ more }) => more === 0),
      }
    },
    async putRole({ name, permissions }, audit = [], { ifAccess } = {}) {
      await transaction(async (ask) => {
        await moveAccess(ask, ifAccess)
        await ask(
          sql`WITH put AS (
              INSERT INTO roles (name, permissions) VALUES (${name}, ${permissions})
              ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions
              RETURNING name${nudging}
            )${recording(audit, always)} SELECT 1`,
        )
      })
      nudge()
    },
    async deleteRole(name, audit = [], { ifAccess } = {}) {
      const isDeleted = await transaction(async (ask) => {
        const known = await ask(sql`SELECT 1 FROM roles WHERE name = ${name}`)
        if (known.length === 0) {
          await requireAccess(ask, ifAccess)
          return false
        }
        // Whoever gives the role meanwhile waits here, and then sees that it has gone.
        await moveAccess(ask, ifAccess)
        const rows = await ask(
          sql`WITH deleted AS (
              DELETE FROM roles WHERE name = ${name} RETURNING name${nudging}
            ), taken AS (
              UPDATE users SET roles = array_remove(roles, ${name})
              WHERE roles <> '{}' AND ${name} = ANY (roles)
            )${recording(audit, sql`EXISTS (SELECT 1 FROM deleted)`)}
            SELECT 1 FROM deleted`,
        )
        return rows.length > 0
      })
      if (isDeleted) nudge()
      return isDeleted
    },
  }
}

/**
 * What somebody may do changes in this transaction. The row stays locked until it is over and is
 * asked for before any other, so that what was judged under a version is true until the change is
 * kept. Throws ZtokenError `conflict` where access is not any more as it was judged.
 */
export async function moveAccess(
  ask: Ask,
  ifAccess: number | undefined,
  setups = 0,
): Promise<void> {
  const rows = await ask(
    sql`UPDATE access SET version = version + 1, setups = setups + ${setups}
      WHERE ${ifAccess === undefined ? always : sql`version = ${ifAccess}`} RETURNING 1`,
  )
  if (rows.length === 0) throw accessChanged()
}

/** The same for a change that was judged and changes nobody's access itself. */
export async function requireAccess(ask: Ask, ifAccess: number | undefined): Promise<void> {
  if (ifAccess === undefined) return
  const rows = await ask(sql`SELECT 1 FROM access WHERE version = ${ifAccess} FOR SHARE`)
  if (rows.length === 0) throw accessChanged()
}
