import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { migrate } from '../src/sqlite/index.ts'

let migrated: Promise<Buffer> | undefined

/** Puts a database of the newest schema there, in which nothing is yet; a worker migrates one alone. */
export async function migratedFile(file: string): Promise<string> {
  migrated ??= migrateOnce()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await migrated, { mode: 0o600 })
  return file
}

async function migrateOnce(): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-migrated-'))
  try {
    const file = join(directory, 'app.db')
    await migrate(file)
    return readFileSync(file)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
