import type { Engine } from '../src/sqlite/engine.ts'

/** Everything the schema is made of, and what is in the tables. */
export function contentsOf(engine: Engine): unknown {
  const objects = engine.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all()
  const tables = objects.filter(({ type, name }) => type === 'table' && name !== 'sqlite_sequence')
  const rows = tables.map(({ name }) => engine.prepare(`SELECT * FROM ${name}`).all().map(plain))
  return { objects: objects.map(plain), rows }
}

/** The engines add to a row what is theirs. */
const plain = ({ _metadata: _, ...row }: Record<string, unknown>) => row
