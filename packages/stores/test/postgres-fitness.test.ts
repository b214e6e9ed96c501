import { describe, expect, it } from 'vitest'
import { migrate } from '../src/postgres/index.ts'
import { newDatabase, openClient, openStore } from './postgres-open.ts'

/** A database of its own, after somebody has done this to it. */
async function spoilt(...statements: readonly ((name: string) => string)[]): Promise<string> {
  const url = await newDatabase()
  const client = await openClient(url)
  const name = new URL(url).pathname.slice(1)
  for (const statement of statements) await client.query(statement(name))
  return url
}

async function faultOf(url: string): Promise<string> {
  const error: unknown = await openStore(url).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ name: 'MigrationError', code: 'unfit' })
  return (error as Error).message
}

describe('what a database has to be is asked at the start (F45)', () => {
  it('one in another encoding would not keep every name', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    const name = `${new URL(url).pathname.slice(1)}_ascii`
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`)
    const other = Object.assign(new URL(url), { pathname: name }).href
    expect(await faultOf(other)).toContain('SQL_ASCII and has to be UTF8')
    await client.query(`DROP DATABASE ${name}`)
  })

  it('one that only reads is said so, before and after it has tables', async () => {
    const readOnly = (name: string): string =>
      `ALTER DATABASE ${name} SET default_transaction_read_only = on`
    expect(await faultOf(await spoilt(readOnly))).toContain('only reads')
    const url = await newDatabase()
    await migrate(url)
    await (await openClient(url)).query(readOnly(new URL(url).pathname.slice(1)))
    expect(await faultOf(url)).toContain('only reads')
  })

  it('a search_path that leads nowhere is said so', async () => {
    const url = await spoilt((name) => `ALTER DATABASE ${name} SET search_path = nowhere`)
    expect(await faultOf(url)).toContain('CREATE SCHEMA')
  })

  it('a user without a right is told which, for making tables and for using them', async () => {
    const url = await newDatabase()
    const client = await openClient(url)
    const role = `poor_${new URL(url).pathname.slice(1)}`
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'a password'`)
    await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
    const theirs = Object.assign(new URL(url), { username: role, password: 'a password' }).href
    expect(await faultOf(theirs)).toContain('GRANT CREATE')
    await migrate(url)
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`)
    expect(await faultOf(theirs)).toMatch(/may not read and write \w+: GRANT SELECT, INSERT/)
    await client.query(`GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`)
    expect(await (await openStore(theirs)).findUser('1')).toBeNull()
  })
})
