import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openEngine } from '../src/sqlite/engine.ts'
import { migrate, sqliteStore } from '../src/sqlite/index.ts'
import { contentsOf } from './contents.ts'
import { openStore, temporaryFile } from './open.ts'

describe('what is no database of ours', () => {
  it('A190 another program’s tables are left alone, and an application’s own may be beside ours', async () => {
    const file = temporaryFile()
    const engine = await openEngine(file)
    engine.exec('CREATE TABLE Users (n INTEGER)')
    const before = contentsOf(engine)
    await expect(sqliteStore(file)).rejects.toMatchObject({ code: 'not_ours' })
    expect(contentsOf(engine)).toEqual(before)
    engine.exec('ALTER TABLE Users RENAME TO user')
    const store = await openStore(file)
    await store.ready()
    engine.close()
  })

  it('A190 no database at all, and a damaged one, are said so', async () => {
    const file = temporaryFile()
    await (await openEngine(file)).close()
    writeFileSync(file, 'these are no pages of a database '.repeat(1_000))
    await expect(sqliteStore(file)).rejects.toMatchObject({ code: 'not_ours' })

    const other = temporaryFile()
    const store = await sqliteStore(other)
    for (let n = 0; n < 50; n += 1) await store.revokeToken(`${n}`.repeat(500), 1, 'logged_out')
    await store.close()
    const whole = readFileSync(other)
    const holed = Buffer.from(whole)
    holed.fill(0x5a, 3 * 4096, 4 * 4096)
    for (const damaged of [holed, whole.subarray(0, whole.length - 4096 * 3)]) {
      writeFileSync(other, damaged)
      const refusal = { name: 'MigrationError', code: 'damaged' }
      await expect(sqliteStore(other)).rejects.toMatchObject(refusal)
      await expect(migrate(other)).rejects.toMatchObject(refusal)
      expect(readFileSync(other).equals(damaged)).toBe(true)
    }
    writeFileSync(other, whole)
    await openStore(other)
  })

  it('A190 a database that has lost a table is damaged', async () => {
    const file = temporaryFile()
    await migrate(file)
    const engine = await openEngine(file)
    engine.exec('DROP TABLE allowances')
    engine.close()
    await expect(sqliteStore(file)).rejects.toMatchObject({ code: 'damaged' })
  })

  it('A178 where no file can be, the store is unavailable and says why', async () => {
    const file = temporaryFile()
    await migrate(file)
    for (const path of [`${file}/below`, file.slice(0, -'/app.db'.length)]) {
      await expect(sqliteStore(path)).rejects.toMatchObject({
        code: 'unavailable',
        cause: expect.any(Error),
      })
    }
  })
})
