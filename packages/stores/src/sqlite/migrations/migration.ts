import { createHash } from 'node:crypto'
import type { Engine } from '../engine.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
  /** What SQL alone cannot do, after it and in the same transaction. */
  readonly finish?: (engine: Engine) => void
  /** The oldest schema version of a program that still works on the schema after this migration. */
  readonly worksFrom: number
}

export function checksumOf({ sql }: Pick<Migration, 'sql'>): string {
  return createHash('sha256').update(sql).digest('hex')
}
