import type { Migration } from './migration.ts'

export const identitiesCredentialsChallenges: Migration = {
  version: 5,
  name: '0005-identities-credentials-challenges',
  // A program of before finds nobody by what moved into tables of their own.
  worksFrom: 5,
  sql: `
      CREATE TABLE identities (
        kind text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        user_id text COLLATE "C" NOT NULL REFERENCES users (id),
        verified_at bigint,
        created_at bigint NOT NULL,
        PRIMARY KEY (kind, subject)
      );
      INSERT INTO identities
        SELECT 'phone', phone, id, NULL, created_at FROM users WHERE phone IS NOT NULL;
      CREATE INDEX identities_of_user ON identities (user_id, kind, created_at);
      CREATE TABLE credentials (
        id text COLLATE "C" PRIMARY KEY,
        user_id text COLLATE "C" NOT NULL REFERENCES users (id),
        kind text NOT NULL,
        data text NOT NULL,
        version bigint NOT NULL,
        created_at bigint NOT NULL
      );
      INSERT INTO credentials
        SELECT gen_random_uuid()::text, id, 'password', password_hash, 1, created_at
        FROM users WHERE password_hash IS NOT NULL;
      CREATE INDEX credentials_of_user ON credentials (user_id);
      ALTER TABLE users DROP COLUMN phone, DROP COLUMN password_hash;
      ALTER TABLE sessions ADD COLUMN amr text[] NOT NULL DEFAULT '{}';
      CREATE TABLE challenges (
        id text COLLATE "C" PRIMARY KEY,
        kind text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        answer text NOT NULL,
        data text NOT NULL,
        tries bigint NOT NULL,
        expires_at bigint NOT NULL,
        UNIQUE (kind, subject)
      );
      CREATE INDEX challenges_over ON challenges (expires_at);
    `,
}
