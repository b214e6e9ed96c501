import type { Engine } from '../engine.ts'
import { folded } from '../rows.ts'
import type { Migration } from './migration.ts'

export const rolesBansAuditKeysAttempts: Migration = {
  version: 2,
  // A program that knows no bans and no epochs would let people in who may not sign in.
  worksFrom: 2,
  name: '0002-roles-bans-audit-keys-attempts',
  sql: `
      ALTER TABLE users ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE users ADD COLUMN ban_since INTEGER;
      ALTER TABLE users ADD COLUMN ban_until INTEGER;
      ALTER TABLE users ADD COLUMN ban_reason TEXT;
      ALTER TABLE users ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE users ADD COLUMN name_folded TEXT;
      ALTER TABLE sessions ADD COLUMN device_kind TEXT;
      ALTER TABLE sessions ADD COLUMN verified_at INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX sessions_of_user ON sessions (user_id);
      ALTER TABLE revocations ADD COLUMN kind TEXT NOT NULL DEFAULT 'session';
      ALTER TABLE revocations ADD COLUMN before INTEGER;
      ALTER TABLE revocations ADD COLUMN reason TEXT NOT NULL DEFAULT 'logged_out';
      UPDATE revocations SET kind = 'token'
        WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE id = key);
      UPDATE revocations SET reason = coalesce(
        (SELECT end_reason FROM sessions WHERE id = key), 'logged_out');
      CREATE INDEX revocations_until ON revocations (until);
      CREATE TABLE deleted_users (
        id TEXT PRIMARY KEY NOT NULL,
        deleted_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE roles (
        name TEXT PRIMARY KEY NOT NULL,
        permissions TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO roles (name, permissions) VALUES ('admin', '["*"]');
      CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        actor_id TEXT,
        user_id TEXT,
        session_id TEXT,
        address TEXT,
        device TEXT,
        detail TEXT
      ) STRICT;
      CREATE INDEX audit_of_user ON audit (user_id, sequence);
      CREATE INDEX audit_of_event ON audit (event, sequence);
      CREATE INDEX audit_at ON audit (at);
      CREATE TABLE deliveries (
        entry_id TEXT NOT NULL REFERENCES audit (id) ON DELETE CASCADE,
        endpoint TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        PRIMARY KEY (entry_id, endpoint)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX deliveries_due ON deliveries (due_at);
      CREATE TABLE key_ring (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        version INTEGER NOT NULL,
        keys TEXT NOT NULL
      ) STRICT;
      INSERT INTO key_ring (one, version, keys) VALUES (1, 0, '[]');
      CREATE TABLE attempts (
        key TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX attempts_of_key ON attempts (key, at);
      CREATE INDEX attempts_at ON attempts (at);
    `,
  finish: foldNames,
}

/** Of names as they are searched: only the program folds more than ASCII. */
function foldNames(engine: Engine): void {
  const page = engine.prepare(
    'SELECT id, name FROM users WHERE id > ? AND name IS NOT NULL ORDER BY id LIMIT 1000',
  )
  const fold = engine.prepare('UPDATE users SET name_folded = ? WHERE id = ?')
  let last = ''
  for (;;) {
    const rows = page.all(last)
    for (const { id, name } of rows) fold.run(folded(name as string), id as string)
    const next = rows.at(-1)?.id
    if (next === undefined) return
    last = next as string
  }
}
