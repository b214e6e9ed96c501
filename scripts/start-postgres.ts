import type { TestProject } from 'vitest/node'
import { startPostgres } from '../packages/stores/test/postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a PostgreSQL that all tests of a run share; each makes a database of its own in it. */
    readonly postgresUrl: string
  }
}

/** Starts one PostgreSQL for a run of the tests; ends it when the run is over. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ fsync: false })
  project.provide('postgresUrl', server.url)
  return server.remove
}
