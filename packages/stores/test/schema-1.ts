import { openEngine } from '../src/sqlite/engine.ts'
import { migrations } from '../src/sqlite/migrations/index.ts'

/** What version 0.1 of ztoken wrote for its first migration. */
export const firstChecksum = 'e61308416c93907824c965d34666190f7a46abef0e8399e5e2a1ae0ae7616c40'

/** Makes a database as version 0.1 left it, with people, sessions and revocations. */
export async function makeSchema1(file: string): Promise<void> {
  const engine = await openEngine(file)
  engine.exec(`CREATE TABLE ztoken_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
  ) STRICT`)
  engine.exec(migrations[0]?.sql as string)
  engine.exec(`
    INSERT INTO ztoken_migrations VALUES
      (1, '0001-users-sessions-revocations', '${firstChecksum}', '2026-01-01T00:00:00.000Z');
    INSERT INTO users VALUES
      ('17', '+8613800138000', 'a hash', '张三 Ölaf', '/static/0.png', 'hello', 3, 1000),
      ('18', '+8613800138001', NULL, NULL, NULL, NULL, NULL, 2000);
    INSERT INTO sessions VALUES
      ('open', '17', 'a phone', '::1', 1000, 3000, 4, 3000, NULL, NULL),
      ('over', '17', NULL, NULL, 1000, 1000, 0, 1000, 5000, 'refresh_token_reused');
    INSERT INTO revocations VALUES (7, 'over', 9000), (8, 'fingerprint', 9001), (9, 'x', 1);
    DELETE FROM revocations WHERE sequence = 9;
  `)
  engine.close()
}
