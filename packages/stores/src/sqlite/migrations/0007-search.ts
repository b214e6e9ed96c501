import type { Migration } from './migration.ts'

export const search: Migration = {
  version: 7,
  // What a program of before writes is due, and taken up by one of these.
  worksFrom: 5,
  name: '0007-search',
  sql: `
      CREATE INDEX identities_ending ON identities (substr(subject, -4)) WHERE kind = 'phone';
      CREATE INDEX audit_of_event_at ON audit (event, at);
      CREATE TABLE name_numbers (number INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE) STRICT;
      CREATE VIRTUAL TABLE name_grams USING
        fts5(grams, content='', contentless_delete=1, detail='none', tokenize='ascii');
      CREATE TABLE names_due (user_id TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO names_due SELECT id FROM users WHERE name_folded IS NOT NULL ORDER BY id;
      CREATE TRIGGER names_added AFTER INSERT ON users WHEN NEW.name_folded IS NOT NULL BEGIN
        INSERT OR IGNORE INTO names_due VALUES (NEW.id);
      END;
      CREATE TRIGGER names_changed AFTER UPDATE OF name_folded ON users
      WHEN NEW.name_folded IS NOT OLD.name_folded BEGIN
        INSERT OR IGNORE INTO names_due VALUES (NEW.id);
      END;
      CREATE TRIGGER names_deleted AFTER DELETE ON users BEGIN
        INSERT OR IGNORE INTO names_due VALUES (OLD.id);
      END;
    `,
}
