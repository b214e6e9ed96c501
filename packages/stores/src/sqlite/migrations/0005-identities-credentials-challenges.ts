import type { Migration } from './migration.ts'

export const identitiesCredentialsChallenges: Migration = {
  version: 5,
  // A program of before finds nobody by what moved into tables of their own.
  worksFrom: 5,
  name: '0005-identities-credentials-challenges',
  sql: `
      ALTER TABLE users RENAME TO users_4;
      ALTER TABLE sessions RENAME TO sessions_4;
      CREATE TABLE users (
        id TEXT PRIMARY KEY NOT NULL,
        name TEXT,
        name_folded TEXT,
        head_portrait TEXT,
        intro TEXT,
        level INTEGER,
        roles TEXT NOT NULL DEFAULT '[]',
        ban_since INTEGER,
        ban_until INTEGER,
        ban_reason TEXT,
        created_at INTEGER NOT NULL,
        epoch INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      INSERT INTO users
        SELECT id, name, name_folded, head_portrait, intro, level, roles, ban_since, ban_until,
          ban_reason, created_at, epoch
        FROM users_4 ORDER BY id;
      CREATE TABLE identities (
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id),
        verified_at INTEGER,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (kind, subject)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO identities
        SELECT 'phone', phone, id, NULL, created_at FROM users_4 ORDER BY phone;
      CREATE INDEX identities_of_user ON identities (user_id, kind, created_at);
      CREATE TABLE credentials (
        id TEXT PRIMARY KEY NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id),
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        version INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO credentials
        SELECT lower(hex(randomblob(16))), id, 'password', password_hash, 1, created_at
        FROM users_4 WHERE password_hash IS NOT NULL;
      CREATE INDEX credentials_of_user ON credentials (user_id);
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id),
        device TEXT,
        device_kind TEXT,
        address TEXT,
        amr TEXT NOT NULL DEFAULT '[]',
        created_at INTEGER NOT NULL,
        verified_at INTEGER NOT NULL DEFAULT 0,
        used_at INTEGER NOT NULL,
        counter INTEGER NOT NULL,
        rotated_at INTEGER NOT NULL,
        expires_at INTEGER,
        ended_at INTEGER,
        end_reason TEXT
      ) STRICT, WITHOUT ROWID;
      INSERT INTO sessions
        SELECT id, user_id, device, device_kind, address, '[]', created_at, verified_at, used_at,
          counter, rotated_at, expires_at, ended_at, end_reason
        FROM sessions_4 ORDER BY id;
      DROP TABLE sessions_4;
      DROP TABLE users_4;
      CREATE INDEX sessions_open ON sessions (user_id, created_at) WHERE ended_at IS NULL;
      CREATE INDEX sessions_of_user ON sessions (user_id);
      CREATE INDEX users_with_roles ON users (id) WHERE roles <> '[]';
      CREATE TABLE challenges (
        id TEXT PRIMARY KEY NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        answer TEXT NOT NULL,
        data TEXT NOT NULL,
        tries INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX challenges_of ON challenges (kind, subject);
      CREATE INDEX challenges_over ON challenges (expires_at);
    `,
}
