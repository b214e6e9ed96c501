import { storePromises } from '@ztoken/core/store-contract'
import { describe, expect, inject, it } from 'vitest'
import { migrate, postgresStore } from '../src/postgres/index.ts'
import { hasPgBouncer, startPgBouncer } from './pgbouncer.ts'
import {
  countCalls,
  migratedDatabase,
  newDatabase,
  openClient,
  openStore,
} from './postgres-open.ts'
import { createDatabase } from './postgres-server.ts'

/** A machine with others on it may be slow: nothing here is about how long a wait may be. */
const patient = { connectMilliseconds: 20_000, statementMilliseconds: 20_000 }
const everything = { after: 0, now: 0, limit: 1_000 }

let template: Promise<string> | undefined

/** A new database with everything in both schemas: a copy, where migrating takes longer. */
async function withBothSchemas(): Promise<string> {
  template ??= migratedDatabase().then(async (url) => {
    await migrate(url, { schema: 'auth' })
    return new URL(url).pathname.slice(1)
  })
  return createDatabase(inject('postgresUrl'), await template)
}

describe('the store’s promises, kept in a schema of its own beside the public one', () => {
  for (const { title, run } of storePromises) {
    it(title, async () => {
      const url = await withBothSchemas()
      const store = await openStore(url, { ...patient, schema: 'auth' })
      await store.ready()
      await run(store)
      // Nothing of it came to stand in the other.
      const client = await openClient(url)
      const { rows } = await client.query(
        `SELECT (SELECT count(*) FROM public.users)::int + (SELECT count(*) FROM public.audit)::int
           + (SELECT count(*) FROM public.revocations)::int AS strays`,
      )
      expect(rows).toEqual([{ strays: 0 }])
    })
  }
})

describe('a schema of one’s own', () => {
  it('is made, by several that start at once, and holds everything of ours', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    // One’s own tables may have names of ours.
    await client.query('CREATE TABLE users (id int); CREATE TABLE audit (id int)')
    await Promise.all([1, 2, 3].map(() => openStore(url, { schema: 'user' })))
    const { rows } = await client.query(
      `SELECT schemaname, count(*)::int AS tables FROM pg_tables
       WHERE schemaname IN ('public', 'user') GROUP BY 1 ORDER BY 1`,
    )
    expect(rows).toEqual([
      { schemaname: 'public', tables: 2 },
      { schemaname: 'user', tables: expect.any(Number) },
    ])
    expect(rows[1].tables).toBeGreaterThan(10)
    expect(await migrate(url, { schema: 'user' })).toEqual({ applied: [] })
  })

  it('is named by the URL as well; the option wins', async () => {
    const url = await newDatabase()
    const named = `${url}?schema=auth`
    const count = (await migrate(named)).applied.length
    expect(count).toBeGreaterThan(0)
    expect(await migrate(url, { schema: 'auth' })).toEqual({ applied: [] })
    expect((await migrate(named, { schema: 'other' })).applied).toHaveLength(count)
  })

  it('has news of its own: another application in the same database hears nothing of them', async () => {
    const url = await migratedDatabase()
    const store = await openStore(url, { schema: 'auth' })
    const same = await openStore(url, { schema: 'auth' })
    const client = await openClient(url)
    const heard: string[] = []
    client.on('notification', ({ channel }) => heard.push(channel))
    await client.query('LISTEN ztoken; LISTEN ztoken_auth')
    const calls = countCalls()
    same.onChange(calls.call)
    await calls.next()
    await store.revokeToken('a', 100, 'logged_out')
    await calls.next()
    expect(await same.listRevocations(everything)).toMatchObject([{ key: 'a' }])
    const open = await openStore(url)
    expect(await open.listRevocations(everything)).toEqual([])
    await client.query('SELECT 1')
    expect(heard).toEqual(['ztoken_auth'])
  })

  it('is refused in words where it may neither be made nor used', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    const role = `poor_${new URL(url).pathname.slice(1)}`
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pw'`)
    const theirs = Object.assign(new URL(url), { username: role, password: 'pw' }).href
    const faultOf = async (): Promise<unknown> =>
      postgresStore(theirs, { schema: 'auth' }).catch((error: unknown) => error)
    expect(await faultOf()).toMatchObject({
      code: 'unfit',
      message: expect.stringMatching(/no schema auth.*CREATE SCHEMA "auth" AUTHORIZATION/),
    })
    await client.query('CREATE SCHEMA auth')
    expect(await faultOf()).toMatchObject({
      code: 'unfit',
      message: expect.stringContaining('GRANT CREATE, USAGE ON SCHEMA auth'),
    })
    await client.query(`GRANT CREATE, USAGE ON SCHEMA auth TO ${role}`)
    await (await openStore(theirs, { schema: 'auth' })).ready()
  })

  it('has a name that is one', async () => {
    const url = inject('postgresUrl')
    for (const schema of ['', 'Auth', '1st', 'pg_auth', 'a"b', 'a b', 'a'.repeat(57)]) {
      await expect(postgresStore(url, { schema }), schema).rejects.toThrow(TypeError)
    }
  })

  it.skipIf(!hasPgBouncer())('does behind a pooler, which keeps no path', async () => {
    const pooler = await startPgBouncer(inject('postgresUrl'))
    try {
      const url = await migratedDatabase()
      const store = await openStore(pooler.through(url), { schema: 'auth' })
      await store.revokeToken('a', 100, 'logged_out')
      expect(await store.listRevocations(everything)).toMatchObject([{ key: 'a' }])
      const { rows } = await (await openClient(url)).query('SELECT key FROM auth.revocations')
      expect(rows).toEqual([{ key: 'a' }])
      await store.close()
    } finally {
      await pooler.remove()
    }
  })
})
