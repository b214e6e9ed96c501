import type { ForeignDatabase, ForeignTable } from '@ztoken/core'
import { type Engine, openForReading } from './engine.ts'

const page = 500

/**
 * Another application's SQLite database, opened for reading only. Whole numbers and texts come as
 * their bytes, whatever their size and encoding: they are not guessed at here.
 * Throws Error where there is no such file or it is no database.
 */
export async function openForeignSqlite(file: string): Promise<ForeignDatabase> {
  const engine = await openForReading(file)
  try {
    const found = engine
      .prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
      .all()
    return {
      tables: found.map(({ name }) => String(name)),
      open: async (table) => tableOf(engine, table),
      close: async () => engine.close(),
    }
  } catch (error) {
    engine.close()
    throw error
  }
}

function tableOf(engine: Engine, name: string): ForeignTable {
  const found = engine.prepare('SELECT name FROM pragma_table_info(?)').all(name)
  const { encoding } = engine.prepare('PRAGMA encoding').get() ?? {}
  const isUtf8 = encoding === 'UTF-8'
  return {
    name,
    columns: found.map((column) => String(column.name)),
    async *rows(columns) {
      const values = columns.map((column, n) => `${asBytes(quoted(column), isUtf8)} AS c${n}`)
      yield* pages(engine, `SELECT ${values.join(', ')}`, quoted(name), columns.length)
    },
  }
}

/** By row id where there is one: a page then costs the same however far in it is. */
async function* pages(
  engine: Engine,
  select: string,
  table: string,
  width: number,
): AsyncGenerator<readonly unknown[]> {
  const byRowId = hasRowId(engine, table)
  const statement = engine.prepare(
    byRowId
      ? `${select}, CAST(rowid AS TEXT) AS place FROM ${table} WHERE rowid > CAST(? AS INTEGER) ORDER BY rowid LIMIT ${page}`
      : `${select} FROM ${table} LIMIT ${page} OFFSET ?`,
  )
  let place: string | number = byRowId ? '-9223372036854775808' : 0
  for (;;) {
    const rows = statement.all(place)
    for (const row of rows) yield Array.from({ length: width }, (_, n) => row[`c${n}`] ?? null)
    if (rows.length < page) return
    place = byRowId ? String(rows.at(-1)?.place) : Number(place) + page
  }
}

function hasRowId(engine: Engine, table: string): boolean {
  try {
    // In a view it is null or no column, in a table WITHOUT ROWID no column.
    const { kind } = engine.prepare(`SELECT typeof(max(rowid)) AS kind FROM ${table}`).get() ?? {}
    return kind === 'integer'
  } catch {
    return false
  }
}

function asBytes(column: string, isUtf8: boolean): string {
  const text = isUtf8 ? `CAST(${column} AS BLOB)` : column
  return `CASE typeof(${column}) WHEN 'integer' THEN CAST(${column} AS TEXT) WHEN 'text' THEN ${text} ELSE ${column} END`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
