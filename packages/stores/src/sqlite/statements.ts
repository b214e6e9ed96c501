import type { Row } from './engine.ts'

export function mapped<To>(row: Row | undefined, map: (row: Row) => To): To | null {
  return row === undefined ? null : map(row)
}

/** As many question marks as there are values. */
export function marks(columns: string): string {
  return columns.replaceAll(/\w+/g, '?')
}
