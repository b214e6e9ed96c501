import type { Database } from './database.ts'

/** What every promise of the store is kept with. */
export interface Tools {
  readonly database: Database
  /** True where the database tells other servers of a revocation. */
  readonly notifies: boolean
  /** Tells those in this process where the database does not. */
  nudge(): void
}
