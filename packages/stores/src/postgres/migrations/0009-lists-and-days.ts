import type { Migration } from './migration.ts'

const day = 86_400_000

export const listsAndDays: Migration = {
  version: 9,
  name: '0009-lists-and-days',
  // Triggers write what a program of before knows nothing of.
  worksFrom: 5,
  sql: `
      CREATE INDEX users_by_age ON users (created_at, id);
      CREATE INDEX users_banned ON users (id) WHERE ban_since IS NOT NULL;
      CREATE INDEX users_banned_by_age ON users (created_at, id) WHERE ban_since IS NOT NULL;
      CREATE INDEX users_with_roles_by_age ON users (created_at, id) WHERE roles <> '{}';
      CREATE INDEX audit_of_address ON audit (address, at, sequence) WHERE address IS NOT NULL;
      CREATE TABLE sign_ins (user_id text COLLATE "C" PRIMARY KEY, at bigint NOT NULL);
      INSERT INTO sign_ins SELECT user_id, max(created_at) FROM sessions GROUP BY user_id;
      CREATE INDEX sign_ins_by_time ON sign_ins (at, user_id);
      CREATE TABLE active_users (
        day bigint NOT NULL,
        user_id text COLLATE "C" NOT NULL,
        PRIMARY KEY (day, user_id)
      );
      CREATE TABLE days (
        day bigint PRIMARY KEY,
        registrations bigint NOT NULL,
        active bigint NOT NULL,
        failures bigint NOT NULL,
        users bigint NOT NULL
      );
      CREATE FUNCTION ztoken_note_sign_in() RETURNS trigger LANGUAGE plpgsql
      SET search_path FROM CURRENT AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          INSERT INTO sign_ins AS known VALUES (NEW.user_id, NEW.created_at)
            ON CONFLICT (user_id) DO UPDATE SET at = greatest(known.at, excluded.at);
        END IF;
        INSERT INTO active_users VALUES (NEW.used_at / ${day}, NEW.user_id) ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE TRIGGER sessions_opened AFTER INSERT ON sessions
        FOR EACH ROW EXECUTE FUNCTION ztoken_note_sign_in();
      CREATE TRIGGER sessions_used AFTER UPDATE OF used_at ON sessions
        FOR EACH ROW WHEN (NEW.used_at / ${day} > OLD.used_at / ${day})
        EXECUTE FUNCTION ztoken_note_sign_in();
      CREATE FUNCTION ztoken_forget_sign_in() RETURNS trigger LANGUAGE plpgsql
      SET search_path FROM CURRENT AS $$
      BEGIN
        DELETE FROM sign_ins WHERE user_id = OLD.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER sign_ins_of_deleted AFTER DELETE ON users
        FOR EACH ROW EXECUTE FUNCTION ztoken_forget_sign_in();
    `,
}
