import type { Store } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { open, password } from '../../core/test/open.ts'
import { migrateTo } from '../src/postgres/migrate.ts'
import { migrations } from '../src/postgres/migrations/index.ts'
import { openBeside, openStore, temporaryFile } from './open.ts'
import {
  migratedDatabase,
  newDatabase,
  openClient,
  openStore as openPostgres,
  waitingForLocks,
} from './postgres-open.ts'
import { account } from './samples.ts'

/** A store, and the connection of an application that keeps tables beside ours. */
interface Beside {
  readonly store: Store
  run(sql: string): Promise<void>
  count(table: string): Promise<number>
}

async function sqliteBeside(): Promise<Beside> {
  const file = temporaryFile()
  const store = await openStore(file)
  const engine = await openBeside(file)
  return {
    store,
    run: async (sql) => engine.exec(sql),
    count: async (table) =>
      Number(engine.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count),
  }
}

async function postgresBeside(): Promise<Beside> {
  const url = await migratedDatabase()
  const store = await openPostgres(url)
  const client = await openClient(url)
  return {
    store,
    run: async (sql) => void (await client.query(sql)),
    count: async (table) =>
      Number((await client.query(`SELECT count(*) AS count FROM ${table}`)).rows[0].count),
  }
}

const refusingTrigger = {
  SQLite: `
    CREATE TRIGGER kept BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'a private note'); END;
    CREATE TRIGGER named BEFORE UPDATE OF name ON users WHEN NEW.name = 'admin'
      BEGIN SELECT RAISE(ABORT, 'a private note'); END;`,
  PostgreSQL: `
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'a private note'; END $$;
    CREATE TRIGGER kept BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER named BEFORE UPDATE OF name ON users
      FOR EACH ROW WHEN (NEW.name = 'admin') EXECUTE FUNCTION refuse();`,
} as const

const end = { reason: 'deleted', at: 5_000, revokedUntil: 9_000 } as const

for (const [name, openedBeside] of [
  ['SQLite', sqliteBeside],
  ['PostgreSQL', postgresBeside],
] as const) {
  describe(`tables of an application beside ours in ${name}`, () => {
    it('what refers to an account with ON DELETE CASCADE goes with it, that of others stays', async () => {
      const { store, run, count } = await openedBeside()
      const { core } = await open({ store, clock: () => Date.now() })
      const { user } = await core.register({ phone: '13800138000', password })
      const other = await core.register({ phone: '13800138001', password })
      await run(`
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY,
          user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE INDEX orders_of_user ON orders (user_id);
        INSERT INTO orders VALUES (1, '${user.id}'), (2, '${user.id}'), (3, '${other.user.id}')`)
      await core.deleteAccount(user.id)
      expect(await count('orders')).toBe(1)
      // Nobody gets the id, or what was kept under it, a second time.
      expect(await store.addAccount(account(user.id))).toBe('id_taken')
    })

    it.each([
      ['at once', ''],
      ['by ON DELETE RESTRICT', 'ON DELETE RESTRICT'],
      ['with the commit', 'DEFERRABLE INITIALLY DEFERRED'],
      ['by the null it would leave', 'ON DELETE SET NULL'],
    ])(
      'a foreign key that forbids %s is a conflict, and nothing was changed',
      async (_, clause) => {
        const { store, run } = await openedBeside()
        const { core } = await open({ store, clock: () => Date.now() })
        const { user, accessToken } = await core.register({ phone: '13800138000', password })
        await run(`
        CREATE TABLE invoices (user_id TEXT NOT NULL REFERENCES users (id) ${clause});
        INSERT INTO invoices VALUES ('${user.id}')`)
        // Of those who write in the same moment nobody is held up by it.
        const [deleted, added] = await Promise.allSettled([
          core.deleteAccount(user.id),
          core.register({ phone: '13800138001', password }),
        ])
        expect(deleted).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } })
        expect(added.status).toBe('fulfilled')
        expect(await core.verifyToken(accessToken)).toMatchObject({ id: user.id })
        const { items } = await core.searchAudit({ userId: user.id, event: 'user_deleted' })
        expect(items).toEqual([])
        await run('DELETE FROM invoices')
        await core.deleteAccount(user.id)
        expect(await core.findUser('13800138000')).toBeNull()
      },
    )

    it('a write that waits with one that its commit forbids is kept', async () => {
      const { store, run } = await openedBeside()
      await store.addAccount(account('1'))
      await run(`
        CREATE TABLE invoices (
          user_id TEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED
        );
        INSERT INTO invoices VALUES ('1')`)
      const [before, deleted, after] = await Promise.allSettled([
        store.addAccount(account('2')),
        store.deleteAccount('1', end),
        store.addAccount(account('3')),
      ])
      expect([before, after]).toEqual([
        { status: 'fulfilled', value: 'added' },
        { status: 'fulfilled', value: 'added' },
      ])
      expect(deleted).toMatchObject({ reason: { code: 'conflict' } })
      for (const id of ['1', '2', '3']) expect(await store.findUser(id)).not.toBeNull()
    })

    it('a trigger that refuses is a conflict, of a change as well', async () => {
      const { store, run } = await openedBeside()
      const { core } = await open({ store, clock: () => Date.now() })
      const { user } = await core.register({ phone: '13800138000', password })
      await run(refusingTrigger[name])
      await expect(core.deleteAccount(user.id)).rejects.toMatchObject({ code: 'conflict' })
      const changing = store.changeAccount(user.id, { name: 'admin' })
      await expect(changing).rejects.toMatchObject({ code: 'conflict' })
      expect((await store.findUser(user.id))?.name).toBeNull()
      expect((await store.changeAccount(user.id, { name: '张三' })).outcome).toBe('changed')
    })
  })
}

describe('accounts that a program of before has deleted in PostgreSQL', () => {
  it('A132 are gone after the migration, and so are those that it deletes afterwards; ids stay taken', async () => {
    const url = await newDatabase()
    await migrateTo(url, migrations.slice(0, 7))
    const client = await openClient(url)
    const add = (id: string, isDeleted: boolean) =>
      client.query(
        `INSERT INTO users (id, epoch, roles, created_at, is_deleted) VALUES ($1, 0, '{}', 1, $2)`,
        [id, isDeleted],
      )
    await add('1', true)
    await add('2', false)
    await migrateTo(url, migrations)
    const store = await openPostgres(url)
    await client.query("UPDATE users SET is_deleted = true WHERE id = '2'")
    expect((await client.query('SELECT id FROM users')).rows).toEqual([])
    for (const id of ['1', '2']) {
      expect(await store.addAccount(account(id)), id).toBe('id_taken')
      expect(await store.findUser(id)).toBeNull()
    }
  })

  it('A132 of an id that is being deleted nobody gets an account', async () => {
    const url = await migratedDatabase()
    const store = await openPostgres(url)
    await store.addAccount(account('1'))
    const client = await openClient(url)
    await client.query('BEGIN')
    await client.query("DELETE FROM identities WHERE user_id = '1'")
    await client.query("DELETE FROM credentials WHERE user_id = '1'")
    await client.query("DELETE FROM users WHERE id = '1'")
    const adding = store.addAccount(account('1'))
    await waitingForLocks(await openClient(url), 1)
    await client.query('COMMIT')
    expect(await adding).toBe('id_taken')
  })
})
