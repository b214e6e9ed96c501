import type { Migration } from './migration.ts'

const day = 86_400_000

export const listsAndDays: Migration = {
  version: 8,
  // Triggers write what a program of before knows nothing of.
  worksFrom: 5,
  name: '0008-lists-and-days',
  sql: `
      CREATE INDEX users_by_age ON users (created_at);
      CREATE INDEX users_banned ON users (id) WHERE ban_since IS NOT NULL;
      CREATE INDEX users_banned_by_age ON users (created_at) WHERE ban_since IS NOT NULL;
      CREATE INDEX users_with_roles_by_age ON users (created_at) WHERE roles <> '[]';
      CREATE INDEX audit_of_address ON audit (address, at) WHERE address IS NOT NULL;
      CREATE TABLE sign_ins (user_id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
      INSERT INTO sign_ins
        SELECT user_id, max(created_at) FROM sessions GROUP BY user_id ORDER BY user_id;
      CREATE INDEX sign_ins_by_time ON sign_ins (at);
      CREATE TABLE active_users (
        day INTEGER NOT NULL,
        user_id TEXT NOT NULL,
        PRIMARY KEY (day, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE days (
        day INTEGER PRIMARY KEY NOT NULL,
        registrations INTEGER NOT NULL,
        active INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        users INTEGER NOT NULL
      ) STRICT;
      CREATE TRIGGER sessions_opened AFTER INSERT ON sessions BEGIN
        INSERT INTO sign_ins VALUES (NEW.user_id, NEW.created_at)
          ON CONFLICT (user_id) DO UPDATE SET at = max(at, excluded.at);
        INSERT OR IGNORE INTO active_users VALUES (NEW.used_at / ${day}, NEW.user_id);
      END;
      CREATE TRIGGER sessions_used AFTER UPDATE OF used_at ON sessions
      WHEN NEW.used_at / ${day} > OLD.used_at / ${day} BEGIN
        INSERT OR IGNORE INTO active_users VALUES (NEW.used_at / ${day}, NEW.user_id);
      END;
      CREATE TRIGGER sign_ins_of_deleted AFTER DELETE ON users BEGIN
        DELETE FROM sign_ins WHERE user_id = OLD.id;
      END;
    `,
}
