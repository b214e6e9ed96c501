import { createHash } from 'node:crypto'
import type { Engine } from './engine.ts'
import { folded } from './rows.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
  /** What SQL alone cannot do, after it and in the same transaction. */
  readonly finish?: (engine: Engine) => void
  /** The oldest schema version of a program that still works on the schema after this migration. */
  readonly worksFrom: number
}

/** Forward only. What has been released is never edited: a checksum guards it. */
export const migrations: readonly Migration[] = [
  {
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
  },
  {
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
  },
  {
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
  },
  {
    version: 4,
    // A program of before goes on counting in the table of its own.
    worksFrom: 3,
    name: '0004-allowances',
    sql: `
      DELETE FROM attempts;
      CREATE TABLE allowances (
        key TEXT PRIMARY KEY NOT NULL,
        until INTEGER NOT NULL,
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
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
  },
]

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

export function checksumOf({ sql }: Pick<Migration, 'sql'>): string {
  return createHash('sha256').update(sql).digest('hex')
}
