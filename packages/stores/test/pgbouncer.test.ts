import { storePromises } from '@ztoken/core/store-contract'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { hasPgBouncer, type Pooler, startPgBouncer } from './pgbouncer.ts'
import {
  countCalls,
  migratedDatabase,
  newDatabase,
  openClient,
  openStore,
} from './postgres-open.ts'
import { account, end, opening } from './samples.ts'

/** A machine with others on it may be slow: nothing here is about how long a wait may be. */
const patient = { connectMilliseconds: 20_000, statementMilliseconds: 20_000 }
const everything = { after: 0, now: 0, limit: 1_000 }

describe.skipIf(!hasPgBouncer())('through a pooler, by the transaction (F41)', () => {
  let pooler: Pooler
  beforeAll(async () => {
    pooler = await startPgBouncer(inject('postgresUrl'))
  })
  afterEach(() => pooler.command('RECONNECT'))
  afterAll(() => pooler.remove())

  describe('the store’s promises', () => {
    for (const { title, run } of storePromises) {
      it(title, async () => {
        const store = await openStore(pooler.through(await migratedDatabase()))
        await run(store)
      })
    }
  })

  it('F41 a new database is migrated, by three servers that start at once', async () => {
    const url = pooler.through(await newDatabase())
    const stores = await Promise.all([openStore(url), openStore(url), openStore(url)])
    for (const store of stores) await store.ready()
  })

  it('F41 it says so at the start that news come by polling, unless it is told where to listen', async () => {
    const direct = await migratedDatabase()
    const url = pooler.through(direct)
    let said = 0
    const onPollingOnly = (): void => {
      said += 1
    }
    await openStore(url, { onPollingOnly })
    await openStore(url, { onPollingOnly, pooler: 'transaction' })
    expect(said).toBe(2)
    await openStore(url, { onPollingOnly, listenUrl: direct })
    await openStore(direct, { onPollingOnly })
    expect(said).toBe(2)
  })

  it('F41 told where to listen, a server hears at once of what another revoked through the pooler', async () => {
    const direct = await migratedDatabase()
    const url = pooler.through(direct)
    const [one, other] = [
      await openStore(url, { listenUrl: direct }),
      await openStore(url, { listenUrl: direct, pooler: 'transaction' }),
    ]
    const calls = countCalls()
    other.onChange(calls.call)
    await calls.next()
    await one.revokeToken('t', 9_000, 'logged_out')
    await calls.next()
    expect((await other.listRevocations(everything)).map(({ key }) => key)).toEqual(['t'])
  })

  it('F41 nothing of ours stays on a session that others get next', async () => {
    const direct = await migratedDatabase()
    const url = pooler.through(direct)
    const store = await openStore(url, { statementMilliseconds: 1234 })
    await store.addAccount(account('1'))
    const heard = countCalls()
    store.onChange(heard.call)
    const other = await openClient(url)
    for (let n = 0; n < 5; n += 1) {
      const { rows } = await other.query(
        `SELECT current_setting('statement_timeout') AS longest,
          (SELECT count(*)::int FROM pg_prepared_statements) AS named,
          (SELECT count(*)::int FROM pg_listening_channels()) AS channels`,
      )
      expect(rows).toEqual([{ longest: '0', named: 0, channels: 0 }])
    }
  })

  it('F41 a change that waits too long is ended by the database, and holds no lock after it', async () => {
    const direct = await migratedDatabase()
    const store = await openStore(pooler.through(direct), { statementMilliseconds: 300 })
    await store.addAccount(account('1'))
    await store.openSession(opening('s', '1'))
    const holder = await openClient(direct)
    await holder.query('BEGIN')
    await holder.query('SELECT 1 FROM sessions FOR UPDATE')
    const refused = { code: 'unavailable', cause: { code: '57014' } }
    await expect(store.rotateSession('s', 0, 2_000)).rejects.toMatchObject(refused)
    await expect(store.endSessions({ sessionId: 's' }, end)).rejects.toMatchObject(refused)
    await holder.query('ROLLBACK')
    expect(await store.rotateSession('s', 0, 2_000)).toBe(true)
  })

  it('F41 a pooler that cannot be told is known once it has lost a name, and nobody is refused', async () => {
    const through = pooler.through(await migratedDatabase())
    const store = await openStore(through, { ...patient, pooler: 'none' })
    await store.addAccount(account('1'))
    const found = Array.from({ length: 60 }, () => store.findUser('1'))
    expect((await Promise.all(found)).every((user) => user?.id === '1')).toBe(true)
  })

  describe('the three fates of a connection', () => {
    it('F41 killed: the next question is answered', async () => {
      const direct = await migratedDatabase()
      const store = await openStore(pooler.through(direct))
      await store.addAccount(account('1'))
      const client = await openClient(direct)
      for (let n = 0; n < 3; n += 1) {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        )
        await answering(() => store.findUser('1'))
        expect(await store.findUser('1')).toMatchObject({ id: '1' })
      }
    })

    it('F41 failed over: what was acknowledged is there when the pooler is back', async () => {
      const store = await openStore(pooler.through(await migratedDatabase()))
      await store.addAccount(account('1'))
      await pooler.stop()
      await expect(store.findUser('1')).rejects.toMatchObject({ code: 'unavailable' })
      await pooler.start()
      expect(await answering(() => store.findUser('1'))).toMatchObject({ id: '1' })
    })

    it('F41 drained: a pooler that changes its connections loses no question', async () => {
      const store = await openStore(pooler.through(await migratedDatabase()), patient)
      await store.addAccount(account('1'))
      const asked: Promise<unknown>[] = []
      for (let n = 0; n < 5; n += 1) {
        for (let k = 0; k < 20; k += 1) asked.push(store.findUser('1'))
        await pooler.command('RECONNECT')
      }
      const found = await Promise.all(asked)
      expect(found).toHaveLength(100)
      expect(found.every((user) => (user as { id: string } | null)?.id === '1')).toBe(true)
    })
  })
})

/** Asks until it is answered; the test's own time is the limit. */
async function answering<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask()
    } catch {
      // The connection was broken: the next one is new.
    }
  }
}
