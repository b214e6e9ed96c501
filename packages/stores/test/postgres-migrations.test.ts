import { describe, expect, it } from 'vitest'
import { lockKey, migrate, migrateTo } from '../src/postgres/migrate.ts'
import { type Migration, migrations } from '../src/postgres/migrations/index.ts'
import { newDatabase, openClient, openStore, waitingForLocks } from './postgres-open.ts'
import { account } from './samples.ts'

const version = migrations.length + 1
const next: Migration = {
  version,
  name: 'later',
  worksFrom: version,
  sql: 'ALTER TABLE users ADD COLUMN shoe_size bigint; CREATE TABLE shoes (id text PRIMARY KEY);',
}
const [first] = migrations as [Migration, ...Migration[]]
const names = migrations.map(({ name }) => name)

/** Every table, column, index and row of what a migration makes. */
async function schemaOf(url: string): Promise<unknown> {
  const client = await openClient(url)
  const { rows } = await client.query(
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'public' ORDER BY table_name, column_name`,
  )
  const { rows: indexes } = await client.query(
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef",
  )
  return { rows, indexes }
}

describe('the schema in PostgreSQL', () => {
  it('A187 of eight that migrate at once each migration is applied by one, and all go on', async () => {
    const url = await newDatabase()
    const ours = [...migrations, next]
    const all = await Promise.all(Array.from({ length: 8 }, () => migrateTo(url, ours)))
    const applied = all.flatMap((result) => result.applied)
    expect(applied.sort()).toEqual(ours.map(({ name }) => name).sort())
    expect((await migrateTo(url, ours)).applied).toEqual([])
  })

  it('A187 whoever comes while another migrates waits for it', async () => {
    const url = await newDatabase()
    const other = await openClient(url)
    await other.query('BEGIN')
    await other.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
    const waiting = migrate(url)
    const watcher = await openClient(url)
    expect(await Promise.race([waiting, waitingForLocks(watcher, 1)])).toBe('waiting')
    await other.query('COMMIT')
    expect((await waiting).applied).toEqual(names)
  })

  it('A188 a migration that fails at any of its statements leaves nothing, and runs the next time', async () => {
    const url = await newDatabase()
    const statements = first.sql.split(';')
    expect(statements.length).toBeGreaterThan(15)
    for (let n = 0; n < statements.length; n += 1) {
      const sql = [...statements.slice(0, n), ' SELECT 1 / 0', ...statements.slice(n)].join(';')
      await expect(migrateTo(url, [{ ...first, sql }])).rejects.toMatchObject({
        code: 'unavailable',
      })
      expect(await schemaOf(url)).toEqual({ rows: [], indexes: [] })
    }
    expect((await migrate(url)).applied).toEqual(names)
  })

  it('A188 of several migrations those that were done stay done', async () => {
    const url = await newDatabase()
    const broken = { ...next, sql: 'CREATE TABLE shoes (id text); SELECT 1 / 0' }
    await expect(migrateTo(url, [...migrations, broken])).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect((await migrateTo(url, [...migrations, next])).applied).toEqual([next.name])
  })

  it('A189 A190 a schema of a newer version is left alone', async () => {
    const url = await newDatabase()
    await migrateTo(url, [...migrations, next])
    const before = await schemaOf(url)
    const refusal = { name: 'MigrationError', code: 'schema_newer' }
    await expect(migrate(url)).rejects.toMatchObject(refusal)
    await expect(openStore(url)).rejects.toMatchObject(refusal)
    expect(await schemaOf(url)).toEqual(before)
  })

  it('A189 unless it says that this version can work with it: servers are replaced one by one', async () => {
    const url = await newDatabase()
    const store = await openStore(url)
    await migrateTo(url, [...migrations, { ...next, worksFrom: version - 1 }])
    expect(await store.addAccount(account('1'))).toBe('added')
    const again = await openStore(url)
    expect(await again.addAccount(account('2'))).toBe('added')
    expect((await migrate(url)).applied).toEqual([])
  })

  it('A189 a newer program brings an older schema up to date', async () => {
    const url = await newDatabase()
    await migrateTo(url, migrations)
    expect((await migrateTo(url, [...migrations, next])).applied).toEqual([next.name])
  })

  it('S10 who has a role that was deleted before does not have it any more', async () => {
    const url = await newDatabase()
    await migrateTo(url, [first])
    const client = await openClient(url)
    await client.query(`
      INSERT INTO roles VALUES ('editor', '{}');
      INSERT INTO users (id, phone, epoch, roles, created_at) VALUES
        ('1', '+861', 0, '{gone,editor,admin,gone too}', 1), ('2', '+862', 0, '{gone}', 1);
    `)
    const store = await openStore(url)
    expect((await store.findUser('1'))?.roles).toEqual(['editor', 'admin'])
    expect((await store.findUser('2'))?.roles).toEqual([])
  })

  it('a migration that is not the one that was applied is refused', async () => {
    const url = await newDatabase()
    await migrate(url)
    const other = { ...first, sql: `${first.sql} ` }
    await expect(migrateTo(url, [other])).rejects.toMatchObject({
      name: 'MigrationError',
      code: 'migration_changed',
    })
  })

  it('beside tables of somebody else with names of ours nothing is made', async () => {
    const url = await newDatabase()
    await (await openClient(url)).query('CREATE TABLE sessions (id int)')
    const before = await schemaOf(url)
    const refusal = { name: 'MigrationError', code: 'not_ours' }
    await expect(migrate(url)).rejects.toMatchObject(refusal)
    await expect(openStore(url)).rejects.toMatchObject(refusal)
    expect(await schemaOf(url)).toEqual(before)
  })

  it('whoever may not change the schema can use one that is up to date', async () => {
    const url = await newDatabase()
    await migrate(url)
    const client = await openClient(url)
    const name = `reader_${new URL(url).pathname.slice(1)}`
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'a password'`)
    await client.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`,
    )
    const theirs = Object.assign(new URL(url), { username: name, password: 'a password' }).href
    const store = await openStore(theirs)
    expect(await store.addAccount(account('1'))).toBe('added')
    await expect(migrateTo(theirs, [...migrations, next])).rejects.toMatchObject({
      name: 'MigrationError',
      code: 'unfit',
    })
  })
})
