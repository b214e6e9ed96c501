import type { Migration } from './migration.ts'

export const usersSessionsRevocations: Migration = {
  version: 1,
  worksFrom: 1,
  name: '0001-users-sessions-revocations',
  sql: `
      CREATE TABLE users (
        id TEXT PRIMARY KEY NOT NULL,
        phone TEXT NOT NULL UNIQUE,
        password_hash TEXT,
        name TEXT,
        head_portrait TEXT,
        intro TEXT,
        level INTEGER,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id),
        device TEXT,
        address TEXT,
        created_at INTEGER NOT NULL,
        used_at INTEGER NOT NULL,
        counter INTEGER NOT NULL,
        rotated_at INTEGER NOT NULL,
        ended_at INTEGER,
        end_reason TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_open ON sessions (user_id, created_at) WHERE ended_at IS NULL;
      CREATE TABLE revocations (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        until INTEGER NOT NULL
      ) STRICT;
    `,
}
