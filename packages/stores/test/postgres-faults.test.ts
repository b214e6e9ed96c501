import { inspect } from 'node:util'
import type { Store } from '@ztoken/core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { postgresStore } from '../src/postgres/index.ts'
import { countCalls, newDatabase, openClient, openStore, waitingForLocks } from './postgres-open.ts'
import { createDatabase, type PostgresServer, startPostgres } from './postgres-server.ts'
import { openWire } from './postgres-wire.ts'
import { account, end, opening, record } from './samples.ts'

const unavailable = { name: 'ZtokenError', code: 'unavailable', retryAfterSeconds: 1 }
const everything = { after: 0, now: 0, limit: 1_000 }
const allAudit = { before: null, limit: 1_000, userId: null, event: null, from: null, until: null }

describe('a PostgreSQL that stops', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres({ fsync: false })
  })
  afterAll(() => server.remove())

  it('A170 makes everything unavailable, and everything works when it is back', async () => {
    const store = await openStore(await createDatabase(server.url))
    await store.addAccount(account('1'))
    await store.openSession(opening('s', '1'))
    const calls = countCalls()
    store.onChange(calls.call)
    await calls.next()
    const questions: (() => Promise<unknown>)[] = [
      () => store.ready(),
      () => store.findUser('1'),
      () => store.addAccount(account('2')),
      () => store.rotateSession('s', 0, 2_000),
      () => store.endSessions({ sessionId: 's' }, end),
      () => store.endSessions({ userId: '1', except: null }, end),
      () => store.takeAttempt('k', { limit: 1, refillMilliseconds: 1_000 }, 5_000),
    ]
    await server.stop()
    for (const ask of questions) await expect(ask()).rejects.toMatchObject(unavailable)
    await expect(postgresStore(server.url)).rejects.toMatchObject(unavailable)
    await server.start()
    await calls.next()
    await store.ready()
    expect(await store.rotateSession('s', 0, 2_000)).toBe(true)
    expect(await store.listRevocations(everything)).toEqual([])
    expect(await store.endSessions({ sessionId: 's' }, end)).toHaveLength(1)
  })

  it('A170 breaks off what is under way, and a connection that broke is not used again', async () => {
    const url = await createDatabase(server.url)
    const store = await openStore(url)
    await store.addAccount(account('1'))
    const client = await openClient(url)
    await client.query('BEGIN')
    await client.query('SELECT 1 FROM users FOR UPDATE')
    const pending = store.openSession(opening('s', '1', 1)).catch((error: unknown) => error)
    await waitingForLocks(await openClient(url), 1)
    await server.kill()
    expect(await pending).toMatchObject(unavailable)
    await server.start()
    expect(await store.findSession('s')).toBeNull()
    expect((await store.openSession(opening('s', '1', 1))).outcome).toBe('opened')
  })
})

describe('a PostgreSQL that is slow or out of reach', () => {
  it('A172 who finds every connection in use is told so while those are still held', async () => {
    const url = await newDatabase()
    const store = await openStore(url, { maximumConnections: 2, connectMilliseconds: 1_000 })
    await store.addAccount(account('1'))
    const client = await openClient(url)
    await client.query('BEGIN')
    await client.query('SELECT 1 FROM users FOR UPDATE')
    const held = ['a', 'b'].map((id) => store.openSession(opening(id, '1')))
    await waitingForLocks(await openClient(url), 2)
    const first = await Promise.race([...held, store.ready().catch((error: unknown) => error)])
    expect(first).toMatchObject(unavailable)
    await client.query('COMMIT')
    expect((await Promise.all(held)).map(({ outcome }) => outcome)).toEqual(['opened', 'opened'])
    await store.ready()
  })

  it('A172 no more wait for a connection than may', async () => {
    const url = await newDatabase()
    const store = await openStore(url, { maximumConnections: 1, maximumWaiting: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => store.ready()))
    const failed = outcomes.filter(({ status }) => status === 'rejected')
    expect(failed).toHaveLength(6)
    for (const { reason } of failed as PromiseRejectedResult[]) {
      expect(reason).toMatchObject(unavailable)
    }
  })

  it('A171 a statement that takes too long is broken off, and does nothing later', async () => {
    const url = await newDatabase()
    const store = await openStore(url)
    await store.addAccount(account('1'))
    await store.openSession(opening('s', '1'))
    const hasty = await openStore(url, { statementMilliseconds: 300 })
    const client = await openClient(url)
    await client.query('BEGIN')
    await client.query('SELECT 1 FROM revocation_clock FOR UPDATE')
    await expect(hasty.endSessions({ sessionId: 's' }, end)).rejects.toMatchObject(unavailable)
    await client.query('COMMIT')
    expect((await store.findSession('s'))?.endedAt).toBeNull()
    expect(await store.endSessions({ sessionId: 's' }, end)).toHaveLength(1)
  })

  it('A173 a reply that was lost: unavailable, and the store says what became of it', async () => {
    const url = await newDatabase()
    const wire = await openWire(url)
    onTestFinished(() => wire.close())
    const store = await openStore(wire.url)
    await store.addAccount(account('1'))
    await store.openSession(opening('s', '1'))
    wire.loseReplies()
    await expect(store.rotateSession('s', 0, 2_000)).rejects.toMatchObject(unavailable)
    wire.mend()
    expect((await store.findSession('s'))?.counter).toBe(1)
    expect(await store.rotateSession('s', 0, 2_000)).toBe(false)
  })

  it('A176 nobody receives what another asked for, however many give up meanwhile', async () => {
    const url = await newDatabase()
    const wire = await openWire(url)
    onTestFinished(() => wire.close())
    const store = await openStore(wire.url, { maximumConnections: 3, statementMilliseconds: 300 })
    const ids = Array.from({ length: 50 }, (_, n) => `${n}`)
    for (const id of ids) await store.addAccount(account(id))
    let answered = 0
    for (let round = 0; round < 6; round += 1) {
      const asked = ids.map(async (id) => {
        const user = await store.findUser(id).catch(() => null)
        if (user !== null) answered += 1
        if (user !== null) expect(user.id).toBe(id)
      })
      if (round % 3 === 1) wire.loseReplies()
      if (round % 3 === 2) wire.freeze()
      await Promise.all(asked)
      wire.mend()
    }
    expect(answered).toBeGreaterThan(0)
  })

  it('A196 a connection is given back outside of any transaction, whatever came of it', async () => {
    const url = await newDatabase()
    const store = await openStore(url, { maximumConnections: 1 })
    const client = await openClient(url)
    const settings = async (): Promise<unknown> => {
      const { rows } = await client.query(
        `SELECT state, query FROM pg_stat_activity
         WHERE application_name = 'ztoken' AND datname = current_database()`,
      )
      return rows
    }
    await store.changeAccount('nobody', { name: 'x' })
    await store.deleteAccount('nobody', end)
    expect(await settings()).toEqual([{ state: 'idle', query: 'COMMIT' }])
  })
})

describe('A174 what PostgreSQL rolls back for another’s sake', () => {
  /** Lets every statement that writes to a table fail so often, with this code. */
  async function failOn(url: string, table: string, times: number, code: string): Promise<void> {
    const client = await openClient(url)
    await client.query('CREATE SEQUENCE faults')
    await client.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('faults') <= ${times} THEN
           RAISE EXCEPTION 'on purpose' USING ERRCODE = '${code}';
         END IF;
         RETURN NULL;
       END $$`,
    )
    await client.query(
      `CREATE CONSTRAINT TRIGGER fail AFTER INSERT OR UPDATE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()`,
    )
  }

  const writes: Record<string, (store: Store) => Promise<unknown>> = {
    users: (store) => store.changeAccount('1', { name: 'x', moveEpoch: true }, [record('r')]),
    sessions: (store) => store.endSessions({ sessionId: 's' }, end, [record('r')]),
    revocation_clock: (store) => store.revokeToken('t', 9_000, 'logged_out', [record('r')]),
    audit: (store) => store.endSessions({ userId: '1', except: null }, end, [record('r')]),
  }
  for (const [table, write] of Object.entries(writes)) {
    for (const code of ['40001', '40P01']) {
      it(`is done again, once (${code} at the commit of ${table})`, async () => {
        const url = await newDatabase()
        const store = await openStore(url)
        await store.addAccount(account('1'))
        await store.openSession(opening('s', '1'))
        await failOn(url, table, 3, code)
        await write(store)
        expect(await store.listAudit(allAudit)).toHaveLength(1)
        const revoked = await store.listRevocations(everything)
        expect(revoked).toHaveLength(table === 'users' ? 0 : 1)
        const epoch = table === 'users' || table === 'audit' ? 1 : 0
        expect((await store.findAccount('1'))?.epoch).toBe(epoch)
      })
    }
  }

  it('is given up at last, and nothing of it holds', async () => {
    const url = await newDatabase()
    const store = await openStore(url)
    await failOn(url, 'revocation_clock', 1_000, '40001')
    await expect(store.revokeToken('t', 9_000, 'logged_out', [record('r')])).rejects.toMatchObject(
      unavailable,
    )
    expect(await store.listRevocations(everything)).toEqual([])
    expect(await store.listAudit(allAudit)).toEqual([])
  })

  it('a true deadlock', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    const name = new URL(url).pathname.slice(1)
    await client.query(`ALTER DATABASE ${name} SET deadlock_timeout = '2s'`)
    const store = await openStore(url, { statementMilliseconds: 30_000 })
    await store.addAccount(account('1'))
    await store.openSession(opening('s', '1'))
    // More patient than the store, which is rolled back therefore.
    await client.query("SET deadlock_timeout = '60s'")
    await client.query('BEGIN')
    await client.query('SELECT 1 FROM revocation_clock FOR UPDATE')
    const ended = store.endSessions({ sessionId: 's' }, end)
    await waitingForLocks(await openClient(url), 1)
    await client.query("SELECT 1 FROM sessions WHERE id = 's' FOR UPDATE")
    await client.query('COMMIT')
    expect(await ended).toHaveLength(1)
    expect(await store.listRevocations(everything)).toHaveLength(1)
  })

  it('a database that is serializable unless told otherwise', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    const name = new URL(url).pathname.slice(1)
    await client.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`)
    const store = await openStore(url)
    await client.query('BEGIN')
    await client.query('UPDATE revocation_clock SET value = value + 1')
    const revoked = store.revokeToken('t', 9_000, 'logged_out')
    await waitingForLocks(await openClient(url), 1)
    await client.query('COMMIT')
    const revocation = await revoked
    expect(await store.listRevocations(everything)).toEqual([revocation])
    await store.addAccount(account('1'))
    const ids = Array.from({ length: 20 }, (_, n) => `${n}`)
    const all = await Promise.all(ids.map((id) => store.openSession(opening(id, '1', 3))))
    expect(all.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'opened'))
    expect(await store.listSessions('1')).toHaveLength(3)
  })
})

describe('what errors of PostgreSQL say', () => {
  it('A162 neither the password of the URL nor a value', async () => {
    const url = new URL(inject('postgresUrl'))
    const secret = 'pass-word-of-the-url'
    const wrong = Object.assign(new URL(url), { password: secret }).href
    const broken = [
      wrong,
      wrong.replace('127.0.0.1', '127.0.0.256'),
      `postgres://u:${secret}@[::/x`,
      `postgres://u:${secret}@127.0.0.1:70000/x`,
      `postgres://u:${secret}@127.0.0.1:1/x`,
      `mysql://u:${secret}@127.0.0.1/x`,
      `${wrong}?sslrootcert=/nowhere/${secret}`,
    ]
    for (const one of broken) {
      const error = await postgresStore(one).catch((fault: unknown) => fault)
      expect(error).toBeInstanceOf(Error)
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
    }
    const store = await openStore(await newDatabase())
    const { session, ...rest } = opening('a telling id', '1')
    await store.addAccount(account('1'))
    await store.openSession({ session, ...rest })
    const error = await store.openSession({ session, ...rest }).catch((fault: unknown) => fault)
    expect(error).toMatchObject({ ...unavailable, cause: { code: '23505' } })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('telling')
  })

  it('a text with a NUL, which PostgreSQL cannot keep, is refused and harms nobody', async () => {
    const store = await openStore(await newDatabase(), { maximumConnections: 1 })
    const { user, ...rest } = account('1')
    const given = { ...rest, user: { ...user, name: 'a\0b' } }
    await expect(store.addAccount(given)).rejects.toMatchObject(unavailable)
    expect(await store.findUser('1')).toBeNull()
  })

  it('half a character becomes the sign for one that cannot be read', async () => {
    const store = await openStore(await newDatabase())
    const detail = { reason: 'a\ud800b' }
    await store.addAudit([{ ...record('r'), detail }])
    expect(await store.listAudit(allAudit)).toMatchObject([{ detail: { reason: 'a\ufffdb' } }])
  })

  it('A170 a store that is closed is unavailable and answers nothing', async () => {
    const store = await openStore(await newDatabase())
    await store.close()
    await expect(store.findUser('1')).rejects.toMatchObject(unavailable)
    await store.close()
  })
})
