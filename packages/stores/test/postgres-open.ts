import type { Store } from '@ztoken/core'
import { inject, onTestFinished } from 'vitest'
import { type PostgresOptions, postgresStore } from '../src/postgres/index.ts'
import { createDatabase } from './postgres-server.ts'

/** The URL of a new, empty database on the PostgreSQL of this run. */
export function newDatabase(): Promise<string> {
  return createDatabase(inject('postgresUrl'))
}

/** A store that is closed when the test is over. */
export async function openStore(url: string, options?: PostgresOptions): Promise<Store> {
  const store = await postgresStore(url, options)
  onTestFinished(() => store.close())
  return store
}
