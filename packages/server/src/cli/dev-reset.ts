import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { devSecretFile } from '../config/dev-secret.ts'
import { databaseFile, isPostgres } from '../config/readers.ts'
import type { Settings } from '../config/settings.ts'
import { CommandError, type Terminal } from './terminal.ts'

/** What begins `ztoken dev` anew, as it is typed. */
export const resetCommand = 'ztoken dev --reset'

/**
 * Deletes what `ztoken dev` has made, and says what. Throws CommandError for a database that it has
 * not made, and for one that another process serves.
 */
export async function resetDev(settings: Settings, terminal: Terminal): Promise<void> {
  if (isPostgres(settings.database_url)) {
    throw new CommandError('--reset deletes a SQLite file; for PostgreSQL: dropdb and createdb')
  }
  const file = databaseFile(settings)
  if (file === ':memory:' || !existsSync(file)) return
  const secretFile = devSecretFile(settings)
  if (!existsSync(secretFile)) {
    throw new CommandError(
      `${file} was not made by ztoken dev (there is no ${secretFile}): nothing was deleted`,
    )
  }
  const { isInUse } = await import('@ztoken/stores/sqlite')
  if (await isInUse(file)) {
    throw new CommandError(`another process has ${file} open: stop it first; nothing was deleted`)
  }
  const avatars = settings.avatars === null ? [join(dirname(file), 'avatars')] : []
  const made = [`${file}-wal`, `${file}-shm`, file, ...avatars, secretFile]
  const there = made.filter((path) => existsSync(path))
  for (const path of there) rmSync(path, { recursive: true })
  terminal.err(`deleted ${there.join(', ')}: ztoken dev begins anew`)
}
