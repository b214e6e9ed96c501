import { copyFileSync, linkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Store } from '@ztoken/core'
import { describe, expect, it, vi } from 'vitest'
import { walBytes } from '../src/sqlite/engine.ts'
import { openBeside, openGroup, openStore, revokedKeys, temporaryFile } from './open.ts'

const unavailable = { code: 'unavailable', retryAfterSeconds: 1 }
const revoke = (store: Store, key: string) => store.revokeToken(key, 100, 'logged_out')

describe('while another process holds the file', () => {
  it('A174 a write waits so long and no longer, reads go on, and nothing happens twice', async () => {
    const file = temporaryFile()
    const store = await openStore(file, { busyMilliseconds: 60 })
    const beside = await openBeside(file)
    beside.exec('BEGIN IMMEDIATE')
    const writes = [revoke(store, 'a'), revoke(store, 'b')]
    expect(await store.findUser('nobody')).toBeNull()
    for (const { status } of await Promise.allSettled(writes)) expect(status).toBe('rejected')
    await expect(revoke(store, 'c')).rejects.toMatchObject(unavailable)
    expect(await revokedKeys(store)).toEqual([])
    beside.exec('COMMIT')
    await revoke(store, 'd')
    expect(await revokedKeys(store)).toEqual(['d'])
  })

  it('A174 a write that waited is done as soon as it may', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const beside = await openBeside(file)
    beside.exec('BEGIN IMMEDIATE')
    const write = revoke(store, 'a')
    // The store has tried by then: its turn comes before this timer's.
    await new Promise((resolve) => setTimeout(resolve))
    beside.exec("INSERT INTO revocations (key, until) VALUES ('first', 1); COMMIT")
    await write
    expect(await revokedKeys(store)).toEqual(['first', 'a'])
  })
})

describe('A178 a file that is not the one any more', () => {
  const disasters: Readonly<Record<string, (file: string) => void>> = {
    deleted: (file) => rmSync(file),
    'replaced by another': (file) => {
      copyFileSync(file, `${file}-copy`)
      renameSync(`${file}-copy`, file)
    },
    'without the WAL it was written to': (file) => rmSync(`${file}-wal`),
    'beside a WAL of another': (file) => {
      rmSync(`${file}-wal`)
      writeFileSync(`${file}-wal`, '')
    },
    'without the memory it shares': (file) => rmSync(`${file}-shm`),
  }
  for (const [name, disaster] of Object.entries(disasters)) {
    it(`${name}: nothing is acknowledged, nothing is answered`, async () => {
      const file = temporaryFile()
      const store = await openStore(file)
      await revoke(store, 'before')
      disaster(file)
      await expect(revoke(store, 'after')).rejects.toMatchObject(unavailable)
      await expect(store.findUser('1')).rejects.toMatchObject(unavailable)
      await expect(store.ready()).rejects.toMatchObject(unavailable)
    })
  }

  it('deleted at the very moment of a commit: it is not acknowledged', async () => {
    const file = temporaryFile()
    const { engine, write } = await openGroup(file, 'CREATE TABLE t (n INTEGER)')
    const insert = engine.prepare('INSERT INTO t VALUES (1)')
    const last = write(() => {
      insert.run()
      rmSync(file)
    })
    await expect(last).rejects.toMatchObject(unavailable)
  })

  it('is noticed by reads alone, too', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    expect(await store.findUser('1')).toBeNull()
    rmSync(file)
    const ask = () => expect(store.findUser('1')).rejects.toMatchObject(unavailable)
    await vi.waitFor(ask, { interval: 5, timeout: 10_000 })
  })

  it('that is put back is answered from again', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    await revoke(store, 'before')
    linkSync(file, `${file}-kept`)
    rmSync(file)
    await expect(revoke(store, 'meanwhile')).rejects.toMatchObject(unavailable)
    renameSync(`${file}-kept`, file)
    await revoke(store, 'after')
    expect(await revokedKeys(store)).toEqual(['before', 'after'])
  })
})

describe('A197 the WAL', () => {
  const detail = { reason: 'x'.repeat(4_000) }
  const nobody = { actorId: null, userId: null, sessionId: null, address: null, device: null }
  let count = 0
  const megabyte = async (store: Store): Promise<void> => {
    const records = Array.from({ length: 250 }, () => {
      count += 1
      return { id: `r${count}`, at: 1, event: 'login', ...nobody, detail, deliverTo: [] } as const
    })
    await Promise.all(records.map((record) => store.addAudit([record])))
  }

  it('stays small however much is written', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    let largest = 0
    for (let n = 0; n < 20; n += 1) {
      await megabyte(store)
      largest = Math.max(largest, statSync(`${file}-wal`).size)
    }
    expect(largest).toBeLessThanOrEqual(walBytes)
    expect(statSync(file).size).toBeGreaterThan(10 * 1024 * 1024)
  })

  it('grows while somebody reads for long, serves everybody, and is small again afterwards', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const reader = await openBeside(file)
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) AS n FROM audit').get()
    for (let n = 0; n < 16; n += 1) await megabyte(store)
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(walBytes)
    expect(reader.prepare('SELECT count(*) AS n FROM audit').get()).toMatchObject({ n: 0 })
    reader.exec('COMMIT')
    for (let n = 0; n < 3; n += 1) await megabyte(store)
    expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(walBytes)
    expect(reader.prepare('SELECT count(*) AS n FROM audit').get()).toMatchObject({ n: 19 * 250 })
  })
})
