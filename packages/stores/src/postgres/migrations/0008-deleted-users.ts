import type { Migration } from './migration.ts'

export const deletedUsers: Migration = {
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
}
