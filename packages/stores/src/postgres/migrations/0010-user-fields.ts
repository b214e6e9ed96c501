import type { Migration } from './migration.ts'

export const userFields: Migration = {
  version: 10,
  name: '0010-user-fields',
  // A program of before leaves the column as it is: it names those that it writes.
  worksFrom: 5,
  // What is remembered of an account: whoever changes it says so, by hand as well. Deferred, as 0006.
  sql: `
      ALTER TABLE users ADD COLUMN fields jsonb NOT NULL DEFAULT '{}';
      CREATE CONSTRAINT TRIGGER users_fields_invalidate AFTER UPDATE OF fields ON users
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.fields <> OLD.fields)
        EXECUTE FUNCTION ztoken_invalidate('account', 'id');
    `,
}
