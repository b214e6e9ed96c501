import type { Migration } from './migration.ts'

export const openSessions: Migration = {
  version: 3,
  name: '0003-open-sessions',
  worksFrom: 2,
  // A page of open sessions is found by it, however many have ended; no refresh writes to it.
  sql: `
      CREATE INDEX sessions_open ON sessions (user_id, created_at DESC, id)
        WHERE ended_at IS NULL;
    `,
}
