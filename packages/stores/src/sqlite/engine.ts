import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

export interface Statement {
  get(...values: Value[]): Row | undefined
  all(...values: Value[]): Row[]
  run(...values: Value[]): { readonly changes: number | bigint }
}

/** What two SQLite engines have in common, and all we use. */
export interface Engine {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export type EngineClass = new (file: string, options?: Record<string, unknown>) => Engine

/**
 * Opens a database file for reading and writing, with mode 0600 and made where there is none: it
 * holds phones and hashes. What is acknowledged is on the disk: WAL with `synchronous=FULL`.
 */
export async function openEngine(file: string): Promise<Engine> {
  if (file !== ':memory:') keepPrivate(file)
  const engine = new (await engineClass())(file)
  try {
    engine.exec('PRAGMA busy_timeout = 20')
    if (file !== ':memory:') await whenFree(() => switchToWal(engine))
    engine.exec('PRAGMA synchronous = FULL')
    engine.exec('PRAGMA foreign_keys = ON')
    engine.exec(`PRAGMA journal_size_limit = ${walBytes}`)
    return engine
  } catch (error) {
    engine.close()
    throw error
  }
}

/**
 * The WAL is written into the database at every 1000 pages (4 MB); only somebody else's long read,
 * of a backup say, keeps it growing. When that is over it is cut to this size.
 */
export const walBytes: number = 8 * 1024 * 1024

/**
 * Closes an engine with everything in the database file itself, so that whoever copies that file
 * has it all: not every engine sees to it.
 */
export function closeEngine(engine: Engine): void {
  try {
    engine.exec('PRAGMA busy_timeout = 5; PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // It stays in the WAL, from where the next process takes it.
  }
  engine.close()
}

/**
 * Two processes that switch a new file to WAL at once can each stand in the other's way; SQLite
 * then answers "locked" without waiting for its busy time-out.
 */
function switchToWal(engine: Engine): void {
  const { journal_mode: mode } = engine.prepare('PRAGMA journal_mode = WAL').get() ?? {}
  if (mode !== 'wal') throw new Error(`the file system lets SQLite have no WAL (${mode})`)
}

/** Runs something again as long as another process is in the way, for several seconds at most. */
export async function whenFree<Result>(work: () => Result, attempts = 250): Promise<Result> {
  for (let n = 1; ; n += 1) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || n >= attempts) throw error
      await pause(10 + Math.random() * 20)
    }
  }
}

/** True where another process holds what is needed, for now. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /\b(locked|busy)\b/i.test(error.message)
}

/** What each engine calls them: node:sqlite by number, libsql by name. */
const forbidden: ReadonlySet<unknown> = new Set([
  ...[275, 'SQLITE_CONSTRAINT_CHECK', 787, 'SQLITE_CONSTRAINT_FOREIGNKEY'],
  ...[1299, 'SQLITE_CONSTRAINT_NOTNULL', 1811, 'SQLITE_CONSTRAINT_TRIGGER'],
])

/**
 * A table of the application's refers to the row and does not let it go, or a trigger of its own
 * refuses: foreign keys, what they would leave (a null, a check), and `RAISE(ABORT, …)`.
 */
export function isForbidden(error: unknown): boolean {
  const { code, errcode } = Object(error) as { readonly code?: unknown; readonly errcode?: unknown }
  return forbidden.has(errcode) || forbidden.has(code)
}

/** Opens a database without making anything of it. */
export async function openAsItIs(file: string): Promise<Engine> {
  return new (await engineClass())(file)
}

/** Opens somebody else's database, which has to exist, and leaves it as it is. */
export async function openForReading(file: string): Promise<Engine> {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`)
  const engine = new (await engineClass())(file, { readOnly: true, readonly: true })
  engine.exec('PRAGMA query_only = ON')
  return engine
}

const advice =
  'Install on the platform it runs on, with optional packages (npm install --include=optional), or use Node 22.13 or newer, which has an engine of its own: https://github.com/ztoken/ztoken/blob/main/docs/guides/runtimes.md'

export type EngineName = 'node:sqlite' | 'libsql'

/** The runtime's own engine where there is one (Node 22.13), else the one that comes by npm. */
export function engineName(): EngineName {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13) ? 'node:sqlite' : 'libsql'
}

async function engineClass(): Promise<EngineClass> {
  if (engineName() === 'node:sqlite') return builtInEngine()
  try {
    const { default: libsql } = (await import('libsql')) as unknown as { default: EngineClass }
    return libsql
  } catch (cause) {
    const [what] = String(Object(cause).message ?? cause).split('\n', 1)
    const words = `the SQLite engine libsql cannot be loaded here (${what}). ${advice}`
    throw Object.assign(new Error(words, { cause }), { code: 'engine_missing' })
  }
}

/** Loaded without the warning that it is experimental: we test against every Node we name. */
function builtInEngine(): EngineClass {
  const emitWarning = process.emitWarning
  process.emitWarning = (): void => undefined
  try {
    const require = createRequire(import.meta.url)
    return (require('node:sqlite') as { DatabaseSync: EngineClass }).DatabaseSync
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The files beside it get the mode of the database file from SQLite, when they are made. */
function keepPrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  for (const name of [file, `${file}-wal`, `${file}-shm`]) {
    const found = statSync(name, { throwIfNoEntry: false })
    if (found?.isFile() && (found.mode & 0o077) !== 0) chmodSync(name, 0o600)
  }
}

/** Runs statements as one: all of them hold afterwards, or none. */
export function inTransaction<Result>(engine: Engine, work: () => Result): Result {
  engine.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    engine.exec('COMMIT')
    return result
  } catch (error) {
    try {
      engine.exec('ROLLBACK')
    } catch {
      // The engine has rolled back by itself, as it does where the disk is full.
    }
    throw error
  }
}
