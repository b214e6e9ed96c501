import type { Migration } from './migration.ts'

export const accessAndExpiringSessions: Migration = {
  version: 3,
  // A program that takes a role from nobody when it is deleted would bring it back.
  worksFrom: 3,
  name: '0003-access-and-expiring-sessions',
  sql: `
      ALTER TABLE sessions ADD COLUMN expires_at INTEGER;
      CREATE TABLE access (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        version INTEGER NOT NULL,
        setups INTEGER NOT NULL
      ) STRICT;
      INSERT INTO access (one, version, setups) VALUES (1, 0, 0);
      UPDATE users SET roles = (
        SELECT json_group_array(held.value) FROM json_each(users.roles) AS held
        WHERE held.value IN (SELECT name FROM roles)
      ) WHERE roles <> '[]';
      CREATE INDEX users_with_roles ON users (id) WHERE roles <> '[]';
    `,
}
