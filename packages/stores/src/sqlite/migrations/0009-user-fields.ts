import type { Migration } from './migration.ts'

export const userFields: Migration = {
  version: 9,
  // A program of before leaves the column as it is: it names those that it writes.
  worksFrom: 5,
  name: '0009-user-fields',
  // What is remembered of an account: whoever changes it says so, by hand as well.
  sql: `
      ALTER TABLE users ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
      CREATE TRIGGER users_fields_changed AFTER UPDATE OF fields ON users
      WHEN NEW.fields <> OLD.fields BEGIN
        INSERT INTO revocations (kind, key, until, reason)
        VALUES ('account', NEW.id, unixepoch() + 600, 'logged_out');
      END;
    `,
}
