import type { Migration } from './migration.ts'

export const allowances: Migration = {
  version: 4,
  name: '0004-allowances',
  // A program of before goes on counting in the table of its own.
  worksFrom: 2,
  sql: `
      DELETE FROM attempts;
      CREATE TABLE allowances (
        key text COLLATE "C" PRIMARY KEY,
        until bigint NOT NULL,
        at bigint NOT NULL
      ) WITH (fillfactor = 50);
    `,
}
