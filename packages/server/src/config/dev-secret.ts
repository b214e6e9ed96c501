import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from './config-error.ts'
import type { Environment } from './environment.ts'
import { databaseFile, isPostgres, secrets } from './readers.ts'
import type { Settings } from './settings.ts'
import { requireWritable } from './writable.ts'

type Place = Pick<Settings, 'database_url'>

/** Where `ztoken dev` keeps the secret that it has made: beside the database. */
export function devSecretFile(settings: Place): string {
  const folder = isPostgres(settings.database_url) ? './data' : dirname(databaseFile(settings))
  return join(folder, 'dev-secret')
}

/** The secret of `ztoken dev`, made once, so that a restart logs nobody out. Throws ConfigError. */
export function makeDevSecret(settings: Place): string {
  if (!isPostgres(settings.database_url)) requireWritable(databaseFile(settings))
  const file = devSecretFile(settings)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeOnce(file, randomBytes(32).toString('base64url'))
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new ConfigError([
      `the secret of ztoken dev cannot be kept in ${file}: give this user the right to read and write it, or set ZTOKEN_SECRET`,
    ])
  }
}

function writeOnce(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/**
 * The secret that `ztoken dev` has left beside this database, for commands that were given none;
 * null where there is none. Beside PostgreSQL stands nothing: the file could be another database's.
 * In production whoever starts a server has to say the secret.
 */
export function devSecretOf(settings: Place, { NODE_ENV }: Environment): string | null {
  if (NODE_ENV === 'production' || isPostgres(settings.database_url)) return null
  try {
    const found = secrets(readFileSync(devSecretFile(settings), 'utf8').trim())
    return typeof found === 'string' ? null : (found.value[0] ?? null)
  } catch {
    return null
  }
}
