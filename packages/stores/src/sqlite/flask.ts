import type { ImportedUser } from '@ztoken/core'
import { openForReading, type Row, type Value } from './engine.ts'

const needed = ['id', 'phone', 'password_hash'] as const
const optional = ['name', 'head_portrait', 'intro', 'level'] as const

/**
 * The users of the tutorial's Flask application. In: the path of its SQLite database, which has a
 * table `user`. Out: its rows in order of id; whether they can be used is the import's question.
 * Throws Error where the file is no such database.
 */
export async function readFlaskUsers(file: string): Promise<ImportedUser[]> {
  const engine = await openForReading(file)
  try {
    const columns = engine.prepare("SELECT name FROM pragma_table_info('user')").all()
    const names = new Set(columns.map(({ name }) => name))
    if (names.size === 0) throw new Error(`${file} has no table user`)
    const missing = needed.filter((name) => !names.has(name))
    if (missing.length > 0) {
      throw new Error(`the table user of ${file} has no column ${missing.join(', ')}`)
    }
    const wanted = [...needed, ...optional].filter((name) => names.has(name))
    return engine
      .prepare(`SELECT ${wanted.join(', ')} FROM "user" ORDER BY id`)
      .all()
      .map(userOf)
  } finally {
    engine.close()
  }
}

function userOf(row: Row): ImportedUser {
  const { level } = row
  return {
    id: String(row.id ?? ''),
    phone: String(row.phone ?? ''),
    passwordHash: textOf(row.password_hash),
    name: textOf(row.name),
    avatar: textOf(row.head_portrait),
    intro: textOf(row.intro),
    level: Number.isSafeInteger(level) ? (level as number) : null,
  }
}

function textOf(value: Value | undefined): string | null {
  return value === undefined || value === null ? null : String(value)
}
