import type { Migration } from './migration.ts'

export const accessAndExpiringSessions: Migration = {
  version: 2,
  name: '0002-access-and-expiring-sessions',
  // A program that takes a role from nobody when it is deleted would bring it back.
  worksFrom: 2,
  sql: `
      ALTER TABLE sessions ADD COLUMN expires_at bigint;
      CREATE INDEX sessions_expires ON sessions (expires_at) WHERE expires_at IS NOT NULL;
      CREATE TABLE access (
        id smallint PRIMARY KEY CHECK (id = 1),
        version bigint NOT NULL,
        setups bigint NOT NULL
      ) WITH (fillfactor = 10);
      INSERT INTO access VALUES (1, 0, 0);
      UPDATE users SET roles = ARRAY(
        SELECT held.name FROM unnest(roles) WITH ORDINALITY AS held (name, place)
        WHERE EXISTS (SELECT 1 FROM roles AS role WHERE role.name = held.name)
        ORDER BY held.place
      ) WHERE roles <> '{}';
      CREATE INDEX users_with_roles ON users (id) WHERE roles <> '{}';
    `,
}
