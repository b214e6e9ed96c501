import { newAccount, phoneIdentity } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { openEngine } from '../src/sqlite/engine.ts'
import { migrate, sqliteStore } from '../src/sqlite/index.ts'
import { applyMigrations } from '../src/sqlite/migrate.ts'
import { checksumOf, type Migration, migrations } from '../src/sqlite/migrations/index.ts'
import { contentsOf } from './contents.ts'
import { everything, openBeside, openStore, temporaryFile } from './open.ts'
import { everybody } from './samples.ts'
import { firstChecksum, makeSchema1 } from './schema-1.ts'

const [first] = migrations as readonly [Migration, ...Migration[]]
const newest = migrations.at(-1)?.version ?? 0
const names = migrations.map(({ name }) => name)

describe('migrations', () => {
  it('are applied once', async () => {
    const file = temporaryFile()
    expect((await migrate(file)).applied).toEqual(names)
    expect((await migrate(file)).applied).toEqual([])
    await openStore(file)
  })

  it('that were released are never edited', () => {
    expect(checksumOf(first)).toBe(firstChecksum)
  })

  it('A189 a database of version 0.1 goes on with everything in it', async () => {
    const file = temporaryFile()
    await makeSchema1(file)
    const store = await openStore(file)
    const user = {
      id: '17',
      phone: '+8613800138000',
      name: '张三 Ölaf',
      avatar: '/static/0.png',
      intro: 'hello',
      level: 3,
      roles: [],
      ban: null,
      createdAt: 1_000,
    }
    const { user: kept, identities, credentials } = newAccount(user, 'a hash')
    const password = { ...credentials[0], id: expect.any(String) }
    const account = { user: kept, identities, credentials: [password], epoch: 0 }
    expect(await store.findAccount('17')).toEqual(account)
    const { users } = await store.searchUsers({ ...everybody, text: 'öLAF' })
    expect(users).toEqual([{ ...kept, lastSignInAt: 1_000 }])
    expect(
      (await store.findAccountByIdentity(phoneIdentity('+8613800138001')))?.user.name,
    ).toBeNull()
    expect(await store.listSessions('17')).toEqual([
      {
        id: 'open',
        userId: '17',
        device: 'a phone',
        deviceKind: null,
        address: '::1',
        amr: [],
        createdAt: 1_000,
        verifiedAt: 0,
        expiresAt: null,
        usedAt: 3_000,
        counter: 4,
        rotatedAt: 3_000,
        endedAt: null,
        endReason: null,
      },
    ])
    expect(await store.listRevocations(everything)).toEqual([
      {
        sequence: 7,
        kind: 'session',
        key: 'over',
        before: null,
        until: 9_000,
        reason: 'refresh_token_reused',
      },
      {
        sequence: 8,
        kind: 'token',
        key: 'fingerprint',
        before: null,
        until: 9_001,
        reason: 'logged_out',
      },
    ])
    expect(await store.rotateSession('open', 4, 4_000)).toBe(true)
    expect((await store.revokeToken('t', 1, 'logged_out')).sequence).toBe(10)
    expect(await store.listRoles()).toEqual([{ name: 'admin', permissions: ['*'] }])
    expect(await store.readKeyRing()).toEqual({ version: 0, keys: [] })
  })

  it('A188 fail at any statement and leave the database as it was; again, they succeed', async () => {
    const fresh = await openBeside(temporaryFile())
    applyMigrations(fresh)
    for (const migration of migrations) {
      const statements = migration.sql.split(/;\s*$/m).filter((text) => text.trim() !== '')
      expect(statements.length).toBeGreaterThan(1)
      for (let n = 0; n <= statements.length; n += 1) {
        const engine = await openBeside(temporaryFile())
        applyMigrations(engine, migrations.slice(0, migrations.indexOf(migration)))
        const before = contentsOf(engine)
        const isAtEnd = n === statements.length
        const broken: Migration = {
          ...migration,
          sql: isAtEnd ? migration.sql : [...statements.slice(0, n), 'no SQL'].join(';'),
          finish() {
            throw new Error('at the end')
          },
        }
        const run = (): unknown =>
          applyMigrations(
            engine,
            migrations.map((one) => (one === migration ? broken : one)),
          )
        expect(run).toThrow(isAtEnd ? 'at the end' : /syntax/)
        expect(contentsOf(engine)).toEqual(before)
        applyMigrations(engine)
        const { objects } = contentsOf(engine) as { objects: unknown }
        expect(objects).toEqual((contentsOf(fresh) as { objects: unknown }).objects)
      }
    }
  })

  it('S10 who has a role that was deleted before does not have it any more', async () => {
    const file = temporaryFile()
    const engine = await openEngine(file)
    applyMigrations(engine, migrations.slice(0, 2))
    engine.exec(`
      INSERT INTO roles (name, permissions) VALUES ('editor', '[]');
      INSERT INTO users (id, phone, created_at, roles) VALUES
        ('1', '+861', 1, '["gone","editor","admin","gone too"]'), ('2', '+862', 1, '["gone"]');
    `)
    engine.close()
    const store = await openStore(file)
    expect((await store.findUser('1'))?.roles).toEqual(['editor', 'admin'])
    expect((await store.findUser('2'))?.roles).toEqual([])
  })

  it('A189 A190 a newer schema is refused unless it says that this program may work on it', async () => {
    const later = { version: newest + 1, worksFrom: newest, name: 'later', sql: 'SELECT 1' }
    const file = temporaryFile()
    await migrate(file)
    const engine = await openEngine(file)
    const refused = expect.objectContaining({ name: 'MigrationError', code: 'schema_newer' })
    // A program of version 0.1 knows nothing of bans.
    expect(() => applyMigrations(engine, [first])).toThrow(refused)
    expect(applyMigrations(engine, [...migrations, later])).toEqual(['later'])
    expect((await migrate(file)).applied).toEqual([])
    const store = await openStore(file)
    expect(await store.findUser('1')).toBeNull()
    expect(() => applyMigrations(engine, [first])).toThrow(refused)
    engine.close()
  })

  it('A190 a database of a newer version, and one whose migrations are others, are left alone', async () => {
    for (const [change, code] of [
      ["INSERT INTO ztoken_migrations VALUES (999, '0999-later', 'x', 'x', 999)", 'schema_newer'],
      ["INSERT INTO ztoken_migrations VALUES (999, '0999-later', 'x', 'x', NULL)", 'schema_newer'],
      ["UPDATE ztoken_migrations SET checksum = 'x' WHERE version = 1", 'migration_changed'],
    ] as const) {
      const file = temporaryFile()
      await migrate(file)
      const engine = await openEngine(file)
      engine.exec(change)
      const before = contentsOf(engine)
      await expect(migrate(file)).rejects.toMatchObject({ name: 'MigrationError', code })
      await expect(sqliteStore(file)).rejects.toMatchObject({ name: 'MigrationError', code })
      expect(contentsOf(engine)).toEqual(before)
      engine.close()
    }
  })
})
