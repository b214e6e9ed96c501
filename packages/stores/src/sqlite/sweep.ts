import type { Connection } from './connection.ts'

/** Rows looked at in one transaction, and transactions in one sweep. */
export const slice = 1_000
export const slices = 200

interface Swept {
  readonly table: string
  readonly key: string
  /** What is compared: rows below what is given leave. */
  readonly column: string
}

/** Removes rows of a table slice by slice, between which others are served. Out: how many. */
export function createSweep(
  { prepare, write }: Connection,
  { table, key, column }: Swept,
): (before: number) => Promise<number> {
  const deletion = prepare(
    `DELETE FROM ${table} WHERE ${key} IN
       (SELECT ${key} FROM ${table} WHERE ${column} < ? LIMIT ?)`,
  )
  return async (before) => {
    let rows = 0
    for (let n = 0; n < slices; n += 1) {
      const removed = await write(() => Number(deletion.run(before, slice).changes))
      rows += removed
      if (removed < slice) break
    }
    return rows
  }
}
