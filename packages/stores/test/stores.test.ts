import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@ztoken/core'
import { storePromises } from '@ztoken/core/store-contract'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { migrate, sqliteStore } from '../src/sqlite/index.ts'

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
})
