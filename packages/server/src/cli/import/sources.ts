import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { ForeignDatabase, ForeignTable } from '@ztoken/core'
import { CommandError } from '../terminal.ts'
import { csvTable, jsonLinesTable } from './texts.ts'

/** How a source is read. */
export interface SourceOptions {
  readonly from: string
  readonly table?: string
  readonly delimiter?: string
  readonly encoding?: string
}

const usualTables = [
  'user',
  'users',
  'sys_user',
  'sys_users',
  't_user',
  'tb_user',
  'app_user',
  'account',
  'accounts',
  'member',
  'members',
]
const djangoTables = ['auth_user', 'users_user', 'accounts_user', 'user_user', 'account_user']

/** A source as its messages may name it: without the password of a URL. */
export function shownSource(source: string): string {
  const [, scheme, , rest = ''] = /^([a-z0-9]+)(\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(source) ?? []
  if (scheme === undefined || scheme.toLowerCase() === 'sqlite') return source
  return `${scheme}://…${rest.slice(rest.lastIndexOf('@') + 1).replace(/\?.*$/s, '')}`
}

/** Opens a source, hands its table to the work and closes it. Throws CommandError. */
export async function withTable<Result>(
  source: string,
  options: SourceOptions,
  work: (table: ForeignTable) => Promise<Result>,
): Promise<Result> {
  if (options.from === 'csv') return work(await csvTable(source, options))
  if (options.from === 'jsonl') return work(await jsonLinesTable(source, options))
  const database = await openDatabase(source)
  try {
    return await work(await database.open(tableIn(database.tables, source, options)))
  } finally {
    await database.close()
  }
}

function tableIn(
  tables: readonly string[],
  source: string,
  { table, from }: SourceOptions,
): string {
  const usual = from === 'django' ? djangoTables : [...usualTables, ...djangoTables]
  for (const name of table === undefined ? usual : [table]) {
    const same = tables.filter((one) => one.toLowerCase() === name.toLowerCase())
    const found = same.find((one) => one === name) ?? same[0]
    if (found !== undefined) return found
  }
  const missing = table ?? (from === 'django' ? 'auth_user' : 'user')
  const there = tables.length === 0 ? 'no table at all' : tables.join(', ')
  throw new CommandError(
    `${shownSource(source)} has no table ${missing}; there is ${there}. Say which it is: --table NAME`,
  )
}

async function openDatabase(source: string): Promise<ForeignDatabase> {
  // SQLAlchemy's spelling: dialect+driver://…, and three slashes before the path of a file.
  const [, scheme = '', rest = ''] = /^([a-z0-9]+)(?:\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(source) ?? []
  const kind = scheme.toLowerCase()
  if (kind === 'postgres' || kind === 'postgresql') return openPostgres(`postgres://${rest}`)
  if (kind === 'mysql' || kind === 'mariadb') {
    return openMysql(`mysql://${rest}`)
  }
  if (kind !== '' && kind !== 'sqlite') {
    throw new CommandError(
      `${shownSource(source)}: a URL begins with postgres://, mysql:// or sqlite:///`,
    )
  }
  const file = kind === 'sqlite' ? rest.replace(/^\//, '').replace(/\?.*$/s, '') : source
  requireSqlite(file)
  const { openForeignSqlite } = await import('@ztoken/stores/sqlite')
  return openForeignSqlite(file)
}

async function openPostgres(url: string): Promise<ForeignDatabase> {
  const { openForeignPostgres } = await import('@ztoken/stores/postgres')
  try {
    return await openForeignPostgres(url)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no connection'
    throw new CommandError(`${shownSource(url)} cannot be read: ${reason}`)
  }
}

async function openMysql(url: string): Promise<ForeignDatabase> {
  const { openForeignMysql } = await import('@ztoken/stores/mysql')
  try {
    return await openForeignMysql(url)
  } catch (error) {
    const { code, message } = Object(error)
    throw new CommandError(`${shownSource(url)} cannot be read: ${code ?? message}`)
  }
}

/** A file that is something else is named as what it is. */
function requireSqlite(file: string): void {
  if (!existsSync(file)) throw new CommandError(`there is no file ${file}`)
  const begin = beginningOf(file)
  if (begin.length === 0 || begin.startsWith('SQLite format 3\0')) return
  if (/^(--|\/\*)|\b(INSERT INTO|CREATE TABLE)\b/i.test(begin)) {
    throw new CommandError(
      `${file} is a dump of SQL: load it into a database and import from there, or write the table as CSV and use --from csv`,
    )
  }
  if (begin.startsWith('PK')) {
    throw new CommandError(
      `${file} is an Excel or ZIP file: save the table as CSV and use --from csv`,
    )
  }
  if (/^\s*\{/.test(begin))
    throw new CommandError(`${file} looks like JSON Lines: use --from jsonl`)
  if (/^[^\0]*[,;\t][^\0]*\n/.test(begin)) {
    throw new CommandError(`${file} looks like CSV: use --from csv`)
  }
  throw new CommandError(`${file} is not a SQLite database`)
}

function beginningOf(file: string): string {
  const bytes = Buffer.alloc(4096)
  const handle = openSync(file, 'r')
  try {
    return bytes.toString('latin1', 0, readSync(handle, bytes, 0, bytes.length, 0))
  } catch {
    throw new CommandError(`${file} is not a readable file`)
  } finally {
    closeSync(handle)
  }
}
