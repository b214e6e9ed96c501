import type { Role, Store } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { roleOf } from './rows.ts'
import { mapped } from './statements.ts'

type AccessPromises = Pick<
  Store,
  'findAccess' | 'isPermissionHeld' | 'listRoles' | 'putRole' | 'deleteRole'
>

export function accessPromises(connection: Connection, records: Records): AccessPromises {
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
         WHERE users.roles <> '[]' AND permission.value = ?
       ) AS found`,
    ),
    list: prepare('SELECT name, permissions FROM roles ORDER BY name'),
    put: prepare(
      `INSERT INTO roles (name, permissions) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions`,
    ),
    delete: prepare('DELETE FROM roles WHERE name = ?'),
  }

  return {
    findAccess: (userId) =>
      read(() =>
        mapped(sql.findAccess.get(userId), ({ roles, permissions }) => ({
          roles: JSON.parse(roles as string) as string[],
          permissions: [...new Set((JSON.parse(permissions as string) as string[][]).flat())],
        })),
      ),
    isPermissionHeld: (permission) => read(() => Number(sql.isHeld.get(permission)?.found) === 1),
    listRoles: () => read((): Role[] => sql.list.all().map(roleOf)),
    putRole: ({ name, permissions }, audit = []) =>
      write(() => {
        sql.put.run(name, JSON.stringify(permissions))
        records.addAudit(audit)
      }),
    deleteRole: (name, audit = []) =>
      write(() => {
        if (Number(sql.delete.run(name).changes) === 0) return false
        records.addAudit(audit)
        return true
      }),
  }
}
