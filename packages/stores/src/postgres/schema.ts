/** One step of the schema. */
export interface Migration {
  readonly version: number
  readonly name: string
  /** The oldest version of the schema whose programs can work with this one. */
  readonly worksFrom: number
  readonly sql: string
}

const day = 86_400_000

/** What of an account is remembered: a column that comes to it needs a trigger of its own. */
const shownColumns =
  'name, head_portrait, intro, level, roles, ban_since, ban_until, ban_reason, is_deleted'

/**
 * Forward only. What has been released is never edited: a checksum guards it. Ids are compared
 * byte by byte (`COLLATE "C"`), so that their order is the same wherever they are kept. Times are
 * milliseconds, but for `until` and `before` of revocations, which are seconds.
 */
export const migrations: readonly Migration[] = [
  {
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
  },
  {
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
  },
  {
    version: 3,
    name: '0003-open-sessions',
    worksFrom: 2,
    // A page of open sessions is found by it, however many have ended; no refresh writes to it.
    sql: `
      CREATE INDEX sessions_open ON sessions (user_id, created_at DESC, id)
        WHERE ended_at IS NULL;
    `,
  },
  {
    version: 4,
    name: '0004-allowances',
    // A program of before goes on counting in the table of its own.
    worksFrom: 2,
    sql: `
      DELETE FROM attempts;
      CREATE TABLE allowances (
        key text COLLATE "C" PRIMARY KEY,
        until bigint NOT NULL,
        at bigint NOT NULL
      ) WITH (fillfactor = 50);
    `,
  },
  {
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
  },
  {
    version: 6,
    name: '0006-invalidations',
    // A program of before takes the new rows for tokens that nobody has.
    worksFrom: 5,
    // Deferred: the number is the last lock that a transaction asks for, whatever else it does.
    sql: `
      CREATE FUNCTION ztoken_invalidate() RETURNS trigger LANGUAGE plpgsql
      SET search_path FROM CURRENT AS $$
      DECLARE
        changed jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        number bigint;
      BEGIN
        UPDATE revocation_clock
        SET value = greatest(value, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) + 1
        RETURNING value INTO number;
        INSERT INTO revocations (sequence, kind, key, until, reason)
        VALUES (number, TG_ARGV[0], changed ->> TG_ARGV[1],
          floor(extract(epoch FROM clock_timestamp()))::bigint + 600, 'logged_out');
        RETURN NULL;
      END $$;
      ${invalidating('users', `UPDATE OF ${shownColumns} OR DELETE`, 'account', 'id')}
      ${invalidating('identities', 'UPDATE OR DELETE', 'account', 'user_id')}
      ${invalidating('roles', 'INSERT OR UPDATE OR DELETE', 'access', 'name')}
    `,
  },
  {
    version: 7,
    name: '0007-search',
    worksFrom: 5,
    // Each character of a name and each two beside one another, of every script and any length.
    sql: `
      CREATE FUNCTION ztoken_grams(name text) RETURNS text[]
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT substr(name, place, size))
        FROM generate_series(1, char_length(name)) AS place, generate_series(1, 2) AS size
        WHERE place + size <= char_length(name) + 1
      $$;
      CREATE INDEX users_by_gram ON users USING gin (ztoken_grams(name_folded));
      CREATE INDEX identities_ending ON identities ("right"(subject, 4)) WHERE kind = 'phone';
      CREATE INDEX audit_by_time ON audit (at, sequence);
      CREATE INDEX deliveries_at ON deliveries (at);
      CREATE INDEX audit_of_event_by_time ON audit (event, at, sequence);
    `,
  },
  {
    version: 8,
    name: '0008-deleted-users',
    // What a program of before marks as deleted is deleted.
    worksFrom: 5,
    // Who was deleted before is known to everybody: nobody has to hear of it again.
    sql: `
      CREATE TABLE deleted_users (
        id text COLLATE "C" PRIMARY KEY,
        deleted_at bigint NOT NULL
      );
      CREATE FUNCTION ztoken_keep_id() RETURNS trigger LANGUAGE plpgsql
      SET search_path FROM CURRENT AS $$
      BEGIN
        INSERT INTO deleted_users VALUES
          (OLD.id, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
        RETURN NULL;
      END $$;
      CREATE TRIGGER users_keep_id AFTER DELETE ON users
        FOR EACH ROW EXECUTE FUNCTION ztoken_keep_id();
      ALTER TABLE users DISABLE TRIGGER users_invalidate;
      DELETE FROM users WHERE is_deleted;
      ALTER TABLE users ENABLE TRIGGER users_invalidate;
      CREATE FUNCTION ztoken_delete_marked() RETURNS trigger LANGUAGE plpgsql
      SET search_path FROM CURRENT AS $$
      BEGIN
        DELETE FROM users WHERE id = NEW.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER users_delete_marked AFTER UPDATE OF is_deleted ON users
        FOR EACH ROW WHEN (NEW.is_deleted) EXECUTE FUNCTION ztoken_delete_marked();
    `,
  },
  {
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
  },
]

/**
 * Whoever changes an account or a role, a program of ours, one of before or an operator by hand,
 * has said so in the same transaction. Of a reason nobody asks: it is one that all programs know.
 */
function invalidating(table: string, what: string, kind: string, key: string): string {
  return `CREATE CONSTRAINT TRIGGER ${table}_invalidate AFTER ${what} ON ${table}
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ztoken_invalidate('${kind}', '${key}');`
}
