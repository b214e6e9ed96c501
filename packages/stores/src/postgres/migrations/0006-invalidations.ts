import type { Migration } from './migration.ts'

/** What of an account is remembered: a column that comes to it needs a trigger of its own. */
const shownColumns =
  'name, head_portrait, intro, level, roles, ban_since, ban_until, ban_reason, is_deleted'

export const invalidations: Migration = {
  version: 6,
  name: '0006-invalidations',
  // A program of before takes the new rows for tokens that nobody has.
  worksFrom: 5,
  // Deferred: the number is the last lock that a transaction asks for, whatever else it does.
  sql: `
      CREATE FUNCTION ztoken_invalidate() RETURNS trigger LANGUAGE plpgsql
      SET search_path FROM CURRENT AS $$
      DECLARE
        changed jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        number bigint;
      BEGIN
        UPDATE revocation_clock
        SET value = greatest(value, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) + 1
        RETURNING value INTO number;
        INSERT INTO revocations (sequence, kind, key, until, reason)
        VALUES (number, TG_ARGV[0], changed ->> TG_ARGV[1],
          floor(extract(epoch FROM clock_timestamp()))::bigint + 600, 'logged_out');
        RETURN NULL;
      END $$;
      ${invalidating('users', `UPDATE OF ${shownColumns} OR DELETE`, 'account', 'id')}
      ${invalidating('identities', 'UPDATE OR DELETE', 'account', 'user_id')}
      ${invalidating('roles', 'INSERT OR UPDATE OR DELETE', 'access', 'name')}
    `,
}

/**
 * Whoever changes an account or a role, a program of ours, one of before or an operator by hand,
 * has said so in the same transaction. Of a reason nobody asks: it is one that all programs know.
 */
function invalidating(table: string, what: string, kind: string, key: string): string {
  return `CREATE CONSTRAINT TRIGGER ${table}_invalidate AFTER ${what} ON ${table}
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ztoken_invalidate('${kind}', '${key}');`
}
