import type { TestProject } from 'vitest/node'
import { type PostgresServer, startPostgres } from '../packages/stores/test/postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a PostgreSQL that all tests of a run share; each makes a database of its own in it. */
    readonly postgresUrl: string
  }
}

/** Of the process: every project loads this file anew. */
interface Shared {
  server?: Promise<PostgresServer>
  users: number
}
const key = Symbol.for('ztoken.tests.postgres')
const holder = globalThis as { [key]?: Shared }
holder[key] ??= { users: 0 }
const shared: Shared = holder[key]

/** Starts one PostgreSQL for all projects of a run; ends it with the last of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.users += 1
  shared.server ??= startPostgres({ fsync: false })
  const { url, remove } = await shared.server
  project.provide('postgresUrl', url)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    delete shared.server
    await remove()
  }
}
