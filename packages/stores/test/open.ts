import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@ztoken/core'
import { onTestFinished } from 'vitest'
import { type Engine, openEngine } from '../src/sqlite/engine.ts'
import { createGroupCommit, type GroupCommit } from '../src/sqlite/group-commit.ts'
import { type SqliteOptions, sqliteStore } from '../src/sqlite/index.ts'
import { watchFile } from '../src/sqlite/same-file.ts'

/** A path in a directory that is not there yet, gone when the test is over. */
export function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-store-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'data', 'app.db')
}

/** A store on a file, closed when the test is over. */
export async function openStore(
  file: string = temporaryFile(),
  options: SqliteOptions = {},
): Promise<Store> {
  const store = await sqliteStore(file, options)
  onTestFinished(() => store.close())
  return store
}

/** The same file seen past the store. */
export async function openBeside(file: string): Promise<Engine> {
  const engine = await openEngine(file)
  onTestFinished(() => engine.close())
  return engine
}

export const everything = { after: 0, now: 0, limit: 10_000 } as const

/** The keys of everything revoked, in order. */
export async function revokedKeys(store: Store): Promise<string[]> {
  return (await store.listRevocations(everything)).map(({ key }) => key)
}

/** Writes in groups over tables of the test's own. */
export async function openGroup(
  file: string,
  schema: string,
): Promise<{ readonly engine: Engine; readonly write: GroupCommit['write'] }> {
  const engine = await openBeside(file)
  engine.exec(schema)
  const { write } = createGroupCommit({
    engine,
    requireFile: watchFile(file).require,
    busyMilliseconds: 1_000,
    committed: () => undefined,
  })
  return { engine, write }
}
