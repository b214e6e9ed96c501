import type { Migration } from './migration.ts'

export const everything: Migration = {
  version: 1,
  name: '0001-everything',
  worksFrom: 1,
  sql: `
      CREATE TABLE users (
        id text COLLATE "C" PRIMARY KEY,
        phone text COLLATE "C" UNIQUE,
        password_hash text,
        epoch bigint NOT NULL,
        name text,
        name_folded text,
        head_portrait text,
        intro text,
        level bigint,
        roles text[] NOT NULL,
        ban_since bigint,
        ban_until bigint,
        ban_reason text,
        created_at bigint NOT NULL,
        is_deleted boolean NOT NULL DEFAULT false,
        CHECK (is_deleted = (phone IS NULL))
      );

      CREATE TABLE sessions (
        id text COLLATE "C" PRIMARY KEY,
        user_id text COLLATE "C" NOT NULL REFERENCES users (id),
        device text,
        device_kind text,
        address text,
        created_at bigint NOT NULL,
        verified_at bigint NOT NULL,
        used_at bigint NOT NULL,
        counter bigint NOT NULL,
        rotated_at bigint NOT NULL,
        ended_at bigint,
        end_reason text
      ) WITH (fillfactor = 80);
      CREATE INDEX sessions_of_user ON sessions (user_id, created_at);
      CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
      CREATE INDEX sessions_created ON sessions (created_at);

      CREATE TABLE revocation_clock (
        id smallint PRIMARY KEY CHECK (id = 1),
        value bigint NOT NULL
      ) WITH (fillfactor = 10);
      INSERT INTO revocation_clock VALUES (1, 0);

      CREATE TABLE revocations (
        sequence bigint PRIMARY KEY,
        kind text NOT NULL,
        key text NOT NULL,
        before bigint,
        until bigint NOT NULL,
        reason text NOT NULL
      );
      CREATE INDEX revocations_until ON revocations (until);

      CREATE TABLE roles (
        name text COLLATE "C" PRIMARY KEY,
        permissions text[] NOT NULL
      );
      INSERT INTO roles VALUES ('admin', ARRAY['*']);

      CREATE TABLE audit (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text NOT NULL,
        at bigint NOT NULL,
        event text NOT NULL,
        actor_id text,
        user_id text COLLATE "C",
        session_id text,
        address text,
        device text,
        detail json
      );
      CREATE INDEX audit_of_user ON audit (user_id, sequence);
      CREATE INDEX audit_of_event ON audit (event, sequence);

      CREATE TABLE deliveries (
        entry_id text COLLATE "C",
        endpoint text COLLATE "C",
        entry json NOT NULL,
        at bigint NOT NULL,
        attempts bigint NOT NULL,
        due_at bigint NOT NULL,
        PRIMARY KEY (entry_id, endpoint)
      );
      CREATE INDEX deliveries_due ON deliveries (due_at);

      CREATE TABLE key_ring (
        id smallint PRIMARY KEY CHECK (id = 1),
        version bigint NOT NULL,
        keys json NOT NULL
      );
      INSERT INTO key_ring VALUES (1, 0, '[]');

      CREATE TABLE attempts (
        key text COLLATE "C" PRIMARY KEY,
        times bigint[] NOT NULL
      ) WITH (fillfactor = 50);
    `,
}
