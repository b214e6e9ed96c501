import type { Revocation, Store } from '@ztoken/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { countCalls, newDatabase, openClient, openStore, waitingForLocks } from './postgres-open.ts'
import { openWire } from './postgres-wire.ts'
import { account, end, opening } from './samples.ts'

const everything = { after: 0, now: 0, limit: 1_000 }

async function keysOf(store: Store, page = everything): Promise<string[]> {
  return (await store.listRevocations(page)).map(({ key }) => key)
}

/** Reads with a cursor, one at a time, until so many have been seen. */
async function follow(store: Store, count: number): Promise<Revocation[]> {
  const seen: Revocation[] = []
  while (seen.length < count) {
    const after = seen.at(-1)?.sequence ?? 0
    seen.push(...(await store.listRevocations({ after, now: 0, limit: 1 })))
  }
  return seen
}

describe('several servers on one PostgreSQL', () => {
  it('A193 what one server revokes, the other is told of', async () => {
    const url = await newDatabase()
    const [one, other] = [await openStore(url), await openStore(url)]
    const calls = countCalls()
    other.onChange(calls.call)
    await calls.next()
    await one.addAccount(account('1'))
    await one.openSession(opening('s', '1'))
    for (const revoke of [
      () => one.revokeToken('token', 9_000, 'logged_out'),
      () => one.endSessions({ sessionId: 's' }, end),
      () => one.writeKeyRing({ version: 1, keys: [] }, { kid: 'kid', until: 9_000 }),
    ]) {
      await revoke()
      await calls.next()
    }
    expect(await keysOf(other)).toEqual(['token', 's', 'kid'])
  })

  it('A194 a server whose channel is cut takes it up again, and is told to look what it missed', async () => {
    const url = await newDatabase()
    const [one, other] = [await openStore(url), await openStore(url)]
    const client = await openClient(url)
    const calls = countCalls()
    other.onChange(calls.call)
    await calls.next()
    for (let round = 1; round <= 3; round += 1) {
      const { rows } = await client.query(
        `SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
         WHERE application_name = 'ztoken-listen' AND datname = current_database()`,
      )
      expect(rows).toEqual([{ done: true }])
      await calls.next()
      await one.revokeToken(`${round}`, 9_000, 'logged_out')
      await calls.next()
    }
    expect(await keysOf(other)).toEqual(['1', '2', '3'])
  })

  it('A194 a connection whose other end has vanished is noticed and replaced', async () => {
    const url = await newDatabase()
    const wire = await openWire(url)
    const other = await openStore(wire.url, { statementMilliseconds: 500 })
    onTestFinished(() => wire.close())
    const calls = countCalls()
    other.onChange(calls.call)
    await calls.next()
    wire.freeze()
    await expect(other.ready()).rejects.toMatchObject({ code: 'unavailable' })
    wire.mend()
    await calls.next()
    await (await openStore(url)).revokeToken('t', 9_000, 'logged_out')
    await calls.next()
    expect(await keysOf(other)).toEqual(['t'])
  })

  it('A194 without notifications a listener still hears of its own process', async () => {
    const store = await openStore(await newDatabase(), { notifications: false })
    const calls = countCalls()
    store.onChange(calls.call)
    await store.revokeToken('t', 9_000, 'logged_out')
    await calls.next()
  })

  it('A194 a cursor never skips what commits late: nobody gets a later number meanwhile', async () => {
    const url = await newDatabase()
    const [one, other] = [await openStore(url), await openStore(url)]
    for (const id of ['1', '2']) await one.addAccount(account(id))
    await one.openSession(opening('s', '1'))
    const [late, watcher] = [await openClient(url), await openClient(url)]
    await late.query('BEGIN')
    await late.query(
      `WITH numbered AS (UPDATE revocation_clock SET value = value + 1 RETURNING value)
       INSERT INTO revocations SELECT value, 'token', 'late', NULL, 9000, 'logged_out' FROM numbered`,
    )
    const written: Promise<unknown>[] = [
      one.revokeToken('t', 9_000, 'logged_out'),
      other.endSessions({ sessionId: 's' }, end),
      other.deleteAccount('2', { ...end, revokeUserUntil: 9_000 }),
    ]
    const first = await Promise.race([...written, waitingForLocks(watcher, 3)])
    expect(first).toBe('waiting')
    expect(await keysOf(other)).toEqual([])
    await late.query('COMMIT')
    const following = follow(other, 4)
    await Promise.all(written)
    const seen = await following
    expect(seen).toEqual(await one.listRevocations(everything))
    expect(seen[0]?.key).toBe('late')
  })

  it('A175 a database that lost its last moments gives no number again that somebody has read', async () => {
    const url = await newDatabase()
    const store = await openStore(url)
    const lost = await store.revokeToken('lost', 9_000, 'logged_out')
    const client = await openClient(url)
    await client.query('DELETE FROM revocations')
    await client.query('UPDATE revocation_clock SET value = 0')
    await store.revokeToken('next', 9_000, 'logged_out')
    expect(await keysOf(store, { ...everything, after: lost.sequence })).toEqual(['next'])
  })

  it('a schema of its own beside other applications, named in the URL', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    await client.query('CREATE TABLE users (id int)')
    await client.query('CREATE SCHEMA one')
    await client.query('CREATE SCHEMA other')
    const stores = ['one', 'other'].map((name) =>
      openStore(`${url}?options=${encodeURIComponent(`-c search_path=${name}`)}`),
    )
    for (const [index, store] of (await Promise.all(stores)).entries()) {
      expect(await store.addAccount(account(`${index}`))).toBe('added')
      expect((await store.listUsers({ after: null, limit: 10 })).map(({ id }) => id)).toEqual([
        `${index}`,
      ])
    }
    expect((await client.query('SELECT * FROM users')).rows).toEqual([])
  })
})
