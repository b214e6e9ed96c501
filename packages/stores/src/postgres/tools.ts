import type { Database } from './database.ts'
import type { Sql } from './sql.ts'

/** What every promise of the store is kept with. */
export interface Tools {
  readonly database: Database
  /** Of a `RETURNING`: the database tells other servers; empty where it cannot. */
  readonly nudging: Sql
  /** Tells those in this process where the database does not. */
  nudge(): void
}
