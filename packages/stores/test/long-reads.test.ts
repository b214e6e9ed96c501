import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, renameSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { newAccount, type Store } from '@ztoken/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { engineName } from '../src/sqlite/engine.ts'
import { sqliteStore } from '../src/sqlite/index.ts'
import { openBeside, openStore, temporaryFile } from './open.ts'
import { everybody } from './samples.ts'

const unavailable = { code: 'unavailable', retryAfterSeconds: 1 }
const onThread = { threadFromBytes: 0 }
const person = { avatar: null, intro: null, level: null, roles: [], ban: null, createdAt: 1 }

function add(store: Store, id: string, name: string): Promise<unknown> {
  return store.addAccount(newAccount({ ...person, id, name, phone: null }, null))
}

async function found(store: Store, search: string): Promise<string[]> {
  const { users } = await store.searchUsers({ ...everybody, text: search })
  return users.map(({ id }) => id)
}

/** The threads that are started from now on, as an operator's tool would see them. */
function seeThreads(): Worker[] {
  const threads: Worker[] = []
  const listen = (worker: Worker): number => threads.push(worker)
  process.on('worker', listen)
  onTestFinished(() => void process.off('worker', listen))
  return threads
}

/** So many entries of one person that it takes a while to find those of a time. */
async function pileUpEntries(file: string): Promise<void> {
  const beside = await openBeside(file)
  beside.exec(`
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200000)
    INSERT INTO audit (id, at, event, user_id) SELECT n, n, 'login', '1' FROM n`)
}

/** Takes a while where entries are piled up. */
async function newest(store: Store): Promise<string | undefined> {
  const filters = { userId: '1', event: null, from: 1, until: null }
  return (await store.listAudit({ ...filters, before: null, limit: 1 }))[0]?.id
}

describe('what is listed in SQLite', () => {
  it('of a small file starts none', async () => {
    const threads = seeThreads()
    const store = await openStore()
    await add(store, '1', 'Ada')
    expect(await found(store, 'ada')).toEqual(['1'])
    expect(threads).toHaveLength(0)
  })

  it('starts one thread, with the first of them', async () => {
    const threads = seeThreads()
    const store = await openStore(temporaryFile(), onThread)
    await add(store, '1', 'Ada')
    expect((await store.findUser('1'))?.name).toBe('Ada')
    expect(threads).toHaveLength(0)
    const answers = await Promise.all(['ada', 'ad', 'x'].map((text) => found(store, text)))
    expect(answers).toEqual([['1'], ['1'], []])
    expect(threads).toHaveLength(1)
  })

  it('finds what was acknowledged before it was asked', async () => {
    const store = await openStore(temporaryFile(), onThread)
    for (let n = 0; n < 20; n += 1) {
      await add(store, `${n}`, `name ${n} of many`)
      expect(await found(store, `${n} of`)).toContain(`${n}`)
    }
  })

  it('holds up nobody who asks something else', async () => {
    const file = temporaryFile()
    const store = await openStore(file, onThread)
    await add(store, '1', 'Ada')
    await pileUpEntries(file)
    let isFound = false
    const search = newest(store).finally(() => {
      isFound = true
    })
    for (let n = 0; n < 100; n += 1) expect((await store.findUser('1'))?.name).toBe('Ada')
    expect(isFound).toBe(false)
    expect(await search).toBe('200000')
  })

  it('waits for those before it, but not for longer than a write would', async () => {
    const file = temporaryFile()
    const store = await openStore(file, { ...onThread, busyMilliseconds: 1 })
    await pileUpEntries(file)
    const [first, second] = [newest(store), newest(store)]
    await expect(second).rejects.toMatchObject(unavailable)
    expect(await first).toBe('200000')
  })
})

describe('a reading thread', () => {
  // libsql takes the whole process along where it is stopped while it reads.
  it.skipIf(engineName() === 'libsql')(
    'that dies takes along the question it was asked, and is replaced',
    async () => {
      const file = temporaryFile()
      const threads = seeThreads()
      const store = await openStore(file, onThread)
      await add(store, '1', 'Ada')
      await found(store, 'ada')
      await pileUpEntries(file)
      const [lost, kept] = [newest(store), newest(store)]
      await turn()
      await threads[0]?.terminate()
      await expect(lost).rejects.toMatchObject(unavailable)
      expect(await kept).toBe('200000')
      expect(threads).toHaveLength(2)
    },
  )

  it('that died at rest is replaced', async () => {
    const threads = seeThreads()
    const store = await openStore(temporaryFile(), onThread)
    await add(store, '1', 'Ada')
    await found(store, 'ada')
    await threads[0]?.terminate()
    expect(await found(store, 'ada')).toEqual(['1'])
  })

  it('that cannot be started is done without', async () => {
    const program = `
      import { sqliteStore } from './packages/stores/dist/sqlite/index.js'
      const store = await sqliteStore(${JSON.stringify(temporaryFile())}, { threadFromBytes: 0 })
      console.log(await store.listUsers({ after: null, limit: 1 }))
      await store.close()`
    // A process that may have no threads.
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission'
    const flags = [permission, '--allow-fs-read=*', '--allow-fs-write=*', '--allow-addons']
    const words = [...flags, '--no-warnings', '--input-type=module', '-e', program]
    const { stdout } = await promisify(execFile)(process.execPath, words)
    expect(stdout).toBe('[]\n')
  })

  it('A178 answers from no file that was put in the place of the one that is open', async () => {
    const file = temporaryFile()
    const store = await openStore(file, onThread)
    await add(store, '1', 'Ada')
    copyFileSync(file, `${file}-copy`)
    renameSync(file, `${file}-kept`)
    renameSync(`${file}-copy`, file)
    await expect(found(store, 'ada')).rejects.toMatchObject(unavailable)
    renameSync(`${file}-kept`, file)
    expect(await found(store, 'ada')).toEqual(['1'])
  })

  it('ends with the store, which answers whoever waits and leaves all in one file', async () => {
    const file = temporaryFile()
    const threads = seeThreads()
    const store = await sqliteStore(file, onThread)
    await add(store, '1', 'Ada')
    await found(store, 'ada')
    const ended = once(threads[0] as Worker, 'exit')
    const waiting = Promise.allSettled([found(store, 'ada'), found(store, 'ada')])
    await store.close()
    await ended
    await waiting
    await expect(found(store, 'ada')).rejects.toMatchObject(unavailable)
    const copy = temporaryFile()
    await (await sqliteStore(copy)).close()
    copyFileSync(file, copy)
    expect(await found(await openStore(copy), 'ada')).toEqual(['1'])
  })

  it('that reads holds up an exit until it has read, and does not break it', async () => {
    const file = temporaryFile()
    await (await sqliteStore(file)).close()
    await pileUpEntries(file)
    const program = `
      import { sqliteStore } from './packages/stores/dist/sqlite/index.js'
      const store = await sqliteStore(${JSON.stringify(file)}, { threadFromBytes: 0 })
      await store.listUsers({ after: null, limit: 1 })
      const filters = { userId: '1', event: null, from: 1, until: null }
      store.listAudit({ ...filters, before: null, limit: 1 })
      setImmediate(() => process.exit(7))`
    const asked = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    await expect(asked).rejects.toMatchObject({ code: 7, stderr: '' })
  })

  it('keeps no process alive', async () => {
    const program = `
      const { sqliteStore } = await import('./packages/stores/src/sqlite/index.ts')
      const store = await sqliteStore(${JSON.stringify(temporaryFile())}, { threadFromBytes: 0 })
      console.log(await store.listUsers({ after: null, limit: 1 }))`
    const flags = ['--import', 'tsx', '--conditions=@ztoken/source', '--input-type=module']
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', program])
    expect(stdout).toBe('[]\n')
  })
})
