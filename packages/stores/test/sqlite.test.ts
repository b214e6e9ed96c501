import { copyFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../src/sqlite/engine.ts'
import { migrate, sqliteStore } from '../src/sqlite/index.ts'
import { everything, openBeside, openStore, revokedKeys, temporaryFile } from './open.ts'

describe('a SQLite file', () => {
  it('what was acknowledged is there after the file is opened again', async () => {
    const file = temporaryFile()
    const store = await sqliteStore(file)
    const revocation = await store.revokeToken('t', 100, 'logged_out')
    await store.close()
    const again = await openStore(file)
    expect(await again.listRevocations(everything)).toEqual([revocation])
    const next = await again.revokeToken('u', 100, 'logged_out')
    expect(next.sequence).toBeGreaterThan(revocation.sequence)
  })

  it('what was acknowledged is in the one file when the store is closed', async () => {
    const file = temporaryFile()
    const store = await sqliteStore(file)
    await store.revokeToken('t', 100, 'logged_out')
    await store.close()
    const copy = temporaryFile()
    await migrate(copy)
    copyFileSync(file, copy)
    expect(await revokedKeys(await openStore(copy))).toEqual(['t'])
  })

  it('A170 a store that is closed is unavailable and answers nothing', async () => {
    const store = await sqliteStore(temporaryFile())
    await store.close()
    await store.close()
    const closed = { code: 'unavailable', retryAfterSeconds: 1 }
    await expect(store.findUser('1')).rejects.toMatchObject(closed)
    await expect(store.ready()).rejects.toMatchObject(closed)
    await expect(store.revokeToken('t', 1, 'logged_out')).rejects.toMatchObject(closed)
    await expect(store.sweepAudit(1)).rejects.toMatchObject(closed)
  })

  it('A185 what was asked before the store closes is written, and answered', async () => {
    const file = temporaryFile()
    const store = await sqliteStore(file)
    const writes = Array.from({ length: 600 }, (_, n) =>
      store.revokeToken(`t${n}`, 100, 'logged_out'),
    )
    await store.close()
    expect(new Set((await Promise.all(writes)).map(({ sequence }) => sequence)).size).toBe(600)
    expect(await revokedKeys(await openStore(file))).toHaveLength(600)
  })

  it('A167 what cannot be recorded does not happen', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const nobody = { actorId: null, userId: null, sessionId: null, address: null, device: null }
    const record = {
      id: 'r',
      at: 1,
      event: 'logout',
      ...nobody,
      detail: null,
      deliverTo: [],
    } as const
    await store.addAudit([record])
    // The id of an entry is a key: the same one again cannot be kept.
    const twice = store.revokeToken('t', 100, 'logged_out', [record])
    const role = store.putRole({ name: 'r', permissions: [] }, [record])
    await expect(twice).rejects.toMatchObject({ code: 'unavailable' })
    await expect(role).rejects.toMatchObject({ code: 'unavailable' })
    expect(await revokedKeys(store)).toEqual([])
    expect(await store.listRoles()).toHaveLength(1)
  })

  it('is swept in slices, all of it', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const beside = await openBeside(file)
    const numbers = (count: number): string =>
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${count})`
    beside.exec(`
      INSERT INTO users (id, created_at) VALUES ('1', 1);
      ${numbers(2_500)} INSERT INTO sessions
        (id, user_id, created_at, used_at, counter, rotated_at)
        SELECT 's' || n, '1', 1000, 1000 + n % 2, 0, 1000 FROM n;
      ${numbers(2_500)} INSERT INTO allowances (key, until, at) SELECT n, 1000 + n % 2, 0 FROM n;
      ${numbers(2_500)} INSERT INTO audit (id, at, event) SELECT n, 1000 + n % 2, 'login' FROM n;
    `)
    const sweep = (): Promise<number[]> =>
      Promise.all([
        store.sweepSessions({ endedAt: 0, usedAt: 1_001, createdAt: 0, expiredAt: 0 }),
        store.sweepAudit(1_001),
        store.sweepAttempts(1_001),
      ])
    expect(await sweep()).toEqual([1_250, 1_250, 1_250])
    expect(await sweep()).toEqual([0, 0, 0])
    expect(await store.listSessions('1')).toHaveLength(1_250)
  })

  it('is waited for until it is on the disk', async () => {
    const engine = await openBeside(temporaryFile())
    expect(engine.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
    // 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
    expect(engine.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 })
  })

  it('A198 the database and the files beside it are their owner’s alone, whatever the umask', async () => {
    const before = process.umask(0o022)
    try {
      const file = temporaryFile()
      const store = await sqliteStore(file)
      await store.revokeToken('t', 100, 'logged_out')
      for (const name of [file, `${file}-wal`, `${file}-shm`]) {
        expect([name, statSync(name).mode & 0o777]).toEqual([name, 0o600])
      }
      await store.close()
    } finally {
      process.umask(before)
    }
  })
})

it('a failed transaction leaves nothing behind', async () => {
  const engine = await openBeside(temporaryFile())
  engine.exec('CREATE TABLE t (n INTEGER UNIQUE)')
  const work = (): void => {
    engine.exec('INSERT INTO t VALUES (1)')
    engine.exec('INSERT INTO t VALUES (1)')
  }
  expect(() => inTransaction(engine, work)).toThrow(/UNIQUE/)
  expect(engine.prepare('SELECT * FROM t').all()).toEqual([])
})
