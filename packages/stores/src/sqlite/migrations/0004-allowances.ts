import type { Migration } from './migration.ts'

export const allowances: Migration = {
  version: 4,
  // A program of before goes on counting in the table of its own.
  worksFrom: 3,
  name: '0004-allowances',
  sql: `
      DELETE FROM attempts;
      CREATE TABLE allowances (
        key TEXT PRIMARY KEY NOT NULL,
        until INTEGER NOT NULL,
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
}
