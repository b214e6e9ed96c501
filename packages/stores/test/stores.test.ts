import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Store } from '@ztoken/core'
import { storePromises } from '@ztoken/core/store-contract'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { inTransaction, openEngine } from '../src/sqlite/engine.ts'
import { migrate, readFlaskUsers, sqliteStore } from '../src/sqlite/index.ts'

function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-store-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'data', 'app.db')
}

const stores: Record<string, () => Promise<Store>> = {
  memory: async () => memoryStore(),
  SQLite: () => sqliteStore(temporaryFile()),
}

for (const [name, open] of Object.entries(stores)) {
  describe(`the store's promises, kept by ${name}`, () => {
    for (const { title, run } of storePromises) {
      it(title, async () => {
        const store = await open()
        await store.ready()
        await run(store)
        await store.close()
      })
    }
  })
}

describe('SQLite', () => {
  it('what was acknowledged is there after the file is opened again', async () => {
    const file = temporaryFile()
    const store = await sqliteStore(file)
    await store.revokeToken('token/1', 100)
    await store.close()
    const again = await sqliteStore(file)
    expect(await again.listRevocations(0, 0)).toMatchObject([{ key: 'token/1', until: 100 }])
    await again.close()
  })

  it('A170 a store that is closed is unavailable and answers nothing', async () => {
    const store = await sqliteStore(temporaryFile())
    await store.close()
    await expect(store.findUser('1')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.ready()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('A198 the database file is its owner’s alone', async () => {
    const file = temporaryFile()
    await (await sqliteStore(file)).close()
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('a migration is applied once', async () => {
    const file = temporaryFile()
    expect((await migrate(file)).applied).toHaveLength(1)
    expect((await migrate(file)).applied).toEqual([])
  })

  it('of six processes that migrate at once, one does it and all go on', async () => {
    const file = temporaryFile()
    const script = fileURLToPath(new URL('migrate-once.ts', import.meta.url))
    const flags = ['--conditions=@ztoken/source', '--import', 'tsx', script, file]
    const children = Array.from({ length: 6 }, () => spawn(process.execPath, flags))
    const faults: string[] = []
    for (const { stderr } of children) stderr.on('data', (piece) => faults.push(String(piece)))
    await Promise.all(children.map((child) => once(child.stdout, 'data')))
    const answers = children.map(async (child) => {
      const answer = once(child.stdout, 'data')
      const end = once(child, 'exit').then(([status]) => {
        throw new Error(`ended with ${status}: ${faults.join('')}`)
      })
      child.stdin.write('go\n')
      const [piece] = await Promise.race([answer, end])
      return Number(String(piece))
    })
    expect((await Promise.all(answers)).sort()).toEqual([0, 0, 0, 0, 0, 1])
  }, 60_000)

  it('a database of a newer version, and one whose migrations are others, are left alone', async () => {
    for (const [change, code] of [
      ["INSERT INTO ztoken_migrations VALUES (999, '0999-later', 'x', 'x')", 'schema_newer'],
      ["UPDATE ztoken_migrations SET checksum = 'x' WHERE version = 1", 'migration_changed'],
    ] as const) {
      const file = temporaryFile()
      await migrate(file)
      const engine = await openEngine(file)
      engine.exec(change)
      const before = engine.prepare('SELECT * FROM ztoken_migrations').all()
      await expect(migrate(file)).rejects.toMatchObject({ name: 'MigrationError', code })
      await expect(sqliteStore(file)).rejects.toMatchObject({ name: 'MigrationError', code })
      expect(engine.prepare('SELECT * FROM ztoken_migrations').all()).toEqual(before)
      engine.close()
    }
  })

  it('a failed transaction leaves nothing behind', async () => {
    const engine = await openEngine(temporaryFile())
    engine.exec('CREATE TABLE t (n INTEGER UNIQUE)')
    const work = (): void => {
      engine.exec('INSERT INTO t VALUES (1)')
      engine.exec('INSERT INTO t VALUES (1)')
    }
    expect(() => inTransaction(engine, work)).toThrow(/UNIQUE/)
    expect(engine.prepare('SELECT * FROM t').all()).toEqual([])
    engine.close()
  })
})

describe('reading the tutorial’s database', () => {
  it('what is no such database is said so, and left as it was', async () => {
    const file = temporaryFile()
    await expect(readFlaskUsers(file)).rejects.toThrow('there is no file')
    const engine = await openEngine(file)
    engine.exec('CREATE TABLE other (n INTEGER)')
    engine.close()
    const before = readFileSync(file)
    await expect(readFlaskUsers(file)).rejects.toThrow(/user/)
    expect(readFileSync(file)).toEqual(before)
  })
})
