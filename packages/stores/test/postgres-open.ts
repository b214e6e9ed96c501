import type { Store } from '@ztoken/core'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { migrate, type PostgresOptions, postgresStore } from '../src/postgres/index.ts'
import { createDatabase } from './postgres-server.ts'

/** The URL of a new, empty database on the PostgreSQL of this run. */
export function newDatabase(): Promise<string> {
  return createDatabase(inject('postgresUrl'))
}

let template: Promise<string> | undefined

/** The URL of a new database that has the schema of today: a copy, where migrating takes longer. */
export async function migratedDatabase(): Promise<string> {
  template ??= makeTemplate()
  return createDatabase(inject('postgresUrl'), await template)
}

async function makeTemplate(): Promise<string> {
  const url = await newDatabase()
  await migrate(url)
  return new URL(url).pathname.slice(1)
}

/** A store that is closed when the test is over. */
export async function openStore(url: string, options?: PostgresOptions): Promise<Store> {
  const store = await postgresStore(url, options)
  onTestFinished(() => store.close())
  return store
}

/** A connection beside the store's, closed when the test is over. */
export async function openClient(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** Resolves when so many connections of the client's database wait for a lock. */
export async function waitingForLocks(client: Client, count: number): Promise<string> {
  for (;;) {
    const { rows } = await client.query(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    )
    if (rows[0].waiting >= count) return 'waiting'
  }
}

/** Each wait resolves at the next call that has not been waited for yet. */
export function countCalls(): { readonly call: () => void; next(): Promise<void> } {
  let calls = 0
  let waiting: () => void = () => undefined
  return {
    call() {
      calls += 1
      waiting()
    },
    async next() {
      while (calls === 0) {
        await new Promise<void>((resolve) => {
          waiting = resolve
        })
      }
      calls = 0
    },
  }
}
