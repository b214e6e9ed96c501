import { describe, expect, it } from 'vitest'
import type { Store } from '../../core/src/index.ts'
import { migrateTo } from '../src/postgres/migrate.ts'
import { migrations as postgresMigrations } from '../src/postgres/migrations/index.ts'
import { openEngine } from '../src/sqlite/engine.ts'
import { applyMigrations } from '../src/sqlite/migrate.ts'
import { migrations as sqliteMigrations } from '../src/sqlite/migrations/index.ts'
import { openStore, temporaryFile } from './open.ts'
import { newDatabase, openClient, openStore as openPostgres } from './postgres-open.ts'

const fields = { department: 'R&D', age: 35 }

/** `run`: asks as a program of the version before, or an operator, would. */
async function expectBothGoOn(
  store: Store,
  run: (statement: string) => Promise<unknown>,
  none: string,
): Promise<void> {
  expect(await store.findUser('1')).not.toHaveProperty('fields')
  expect((await store.changeAccount('1', { fields, ifFields: {} })).outcome).toBe('changed')
  await run("UPDATE users SET name = 'other', name_folded = 'other' WHERE id = '1'")
  expect(await store.findUser('1')).toMatchObject({ name: 'other', fields })
  await run(`INSERT INTO users (id, epoch, roles, created_at) VALUES ('2', 0, '${none}', 1)`)
  expect(await store.findUser('2')).not.toHaveProperty('fields')
  const told = async () => (await store.listChanges({ after: 0, now: 0, limit: 99 })).length
  const before = await told()
  await run(`UPDATE users SET fields = '{"age":36}' WHERE id = '1'`)
  expect(await told()).toBe(before + 1)
  await run(`UPDATE users SET fields = '{"age":36}' WHERE id = '1'`)
  expect(await told()).toBe(before + 1)
  expect((await store.findUser('1'))?.fields).toEqual({ age: 36 })
  await store.close()
}

describe('A189 beside a program of the version before, own fields stay as they are', () => {
  const insert = (none: string): string =>
    `INSERT INTO users (id, epoch, roles, created_at) VALUES ('1', 0, '${none}', 1)`

  it('in SQLite', async () => {
    const file = temporaryFile()
    const engine = await openEngine(file)
    applyMigrations(engine, sqliteMigrations.slice(0, 8))
    engine.exec(insert('[]'))
    const store = await openStore(file)
    await expectBothGoOn(store, async (statement) => engine.exec(statement), '[]')
    engine.close()
  })

  it('in PostgreSQL', async () => {
    const url = await newDatabase()
    await migrateTo(url, postgresMigrations.slice(0, 9))
    const client = await openClient(url)
    await client.query(insert('{}'))
    const store = await openPostgres(url)
    await expectBothGoOn(store, (statement) => client.query(statement), '{}')
  })
})
