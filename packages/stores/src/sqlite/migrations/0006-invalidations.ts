import type { Migration } from './migration.ts'

/** What of an account is remembered: a column that comes to it needs a trigger of its own. */
const shownColumns = 'name, head_portrait, intro, level, roles, ban_since, ban_until, ban_reason'

export const invalidations: Migration = {
  version: 6,
  // A program of before takes the new rows for tokens that nobody has.
  worksFrom: 5,
  name: '0006-invalidations',
  sql: `
      ${invalidating('users_changed', `UPDATE OF ${shownColumns} ON users`, 'account', 'NEW.id')}
      ${invalidating('users_deleted', 'DELETE ON users', 'account', 'OLD.id')}
      ${invalidating('identities_changed', 'UPDATE ON identities', 'account', 'NEW.user_id')}
      ${invalidating('identities_deleted', 'DELETE ON identities', 'account', 'OLD.user_id')}
      ${invalidating('roles_added', 'INSERT ON roles', 'access', 'NEW.name')}
      ${invalidating('roles_changed', 'UPDATE ON roles', 'access', 'NEW.name')}
      ${invalidating('roles_deleted', 'DELETE ON roles', 'access', 'OLD.name')}
    `,
}

/**
 * Whoever changes an account or a role, a program of ours, one of before or an operator by hand,
 * has said so in the same transaction. Of a reason nobody asks: it is one that all programs know.
 */
function invalidating(name: string, what: string, kind: string, key: string): string {
  return `CREATE TRIGGER ${name} AFTER ${what} BEGIN
        INSERT INTO revocations (kind, key, until, reason)
        VALUES ('${kind}', ${key}, unixepoch() + 600, 'logged_out');
      END;`
}
