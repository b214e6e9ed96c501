import type { AccessStore, Role } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { roleOf } from './rows.ts'
import { mapped } from './statements.ts'

export function accessStore(connection: Connection, records: Records): AccessStore {
  const { prepare, read, write } = connection
  const sql = {
    findAccess: prepare(
      `SELECT roles, (SELECT json_group_array(json(roles.permissions))
         FROM json_each(users.roles) AS held JOIN roles ON roles.name = held.value) AS permissions
       FROM users WHERE id = ?`,
    ),
    isHeld: prepare(
      `SELECT EXISTS (
         SELECT 1 FROM users, json_each(users.roles) AS held
         JOIN roles ON roles.name = held.value, json_each(roles.permissions) AS permission
         WHERE users.roles <> '[]' AND permission.value = ?1
           AND users.id IS NOT ?2 AND roles.name IS NOT ?3
           AND (?4 IS NULL OR ban_since IS NULL OR ban_until <= ?4)
       ) AS found`,
    ),
    list: prepare('SELECT name, permissions FROM roles ORDER BY name'),
    countHolders: prepare(
      `SELECT held.value AS role, count(*) AS users
       FROM (SELECT roles FROM users WHERE roles <> '[]' ORDER BY id LIMIT ?) AS holders,
         json_each(holders.roles) AS held
       GROUP BY held.value`,
    ),
    isMore: prepare(`SELECT 1 FROM users WHERE roles <> '[]' ORDER BY id LIMIT 1 OFFSET ?`),
    put: prepare(
      `INSERT INTO roles (name, permissions) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions`,
    ),
    delete: prepare('DELETE FROM roles WHERE name = ?'),
    takeFromAll: prepare(
      `UPDATE users SET roles = (
         SELECT json_group_array(held.value) FROM json_each(users.roles) AS held
         WHERE held.value <> ?1
       )
       WHERE roles <> '[]' AND ?1 IN (SELECT value FROM json_each(users.roles))`,
    ),
  }

  return {
    findAccess: (userId) =>
      read(() =>
        mapped(sql.findAccess.get(userId), ({ roles, permissions }) => ({
          roles: JSON.parse(roles as string) as string[],
          permissions: [...new Set((JSON.parse(permissions as string) as string[][]).flat())],
        })),
      ),
    readAccessState: () => read(() => records.accessState()),
    isPermissionHeld: (permission, { userId = null, role = null, bannedAt = null } = {}) =>
      read(() => Number(sql.isHeld.get(permission, userId, role, bannedAt)?.found) === 1),
    listRoles: () => read((): Role[] => sql.list.all().map(roleOf)),
    countHolders: (most) =>
      read(() => ({
        counts: sql.countHolders.all(most).map(({ role, users }) => ({
          role: role as string,
          users: Number(users),
        })),
        isAll: sql.isMore.get(most) === undefined,
      })),
    putRole: ({ name, permissions }, audit = [], { ifAccess } = {}) =>
      write(() => {
        records.requireAccess(ifAccess)
        records.moveAccess()
        sql.put.run(name, JSON.stringify(permissions))
        records.isNews()
        records.addAudit(audit)
      }),
    deleteRole: (name, audit = [], { ifAccess } = {}) =>
      write(() => {
        records.requireAccess(ifAccess)
        if (Number(sql.delete.run(name).changes) === 0) return false
        sql.takeFromAll.run(name)
        records.moveAccess()
        records.isNews()
        records.addAudit(audit)
        return true
      }),
  }
}
