import { accessSync, constants, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError } from './config-error.ts'

/**
 * A SQLite file has to be writable, and so has its folder, where its journal stands beside it.
 * Throws ConfigError with what to do.
 */
export function requireWritable(file: string): void {
  if (file === ':memory:') return
  const path = resolve(file)
  const folder = nearestFolder(dirname(path))
  const found = statOf(path)
  if (found?.isDirectory() === true) {
    throw new ConfigError([`ZTOKEN_DATABASE_URL names a folder, ${path}: name a file in it`])
  }
  for (const [place, kind] of [
    [folder, 'folder'],
    [found === undefined ? folder : path, 'file'],
  ] as const) {
    try {
      accessSync(place, constants.W_OK)
    } catch {
      throw new ConfigError([
        `ZTOKEN_DATABASE_URL: the ${kind} ${place} cannot be written to by this user; give it the right, or name another place`,
      ])
    }
  }
}

/** The folder itself or, where it is still to be made, the nearest one above it. */
function nearestFolder(folder: string): string {
  const found = statOf(folder)
  if (found?.isDirectory() === true) return folder
  if (found !== undefined || dirname(folder) === folder) {
    throw new ConfigError([`ZTOKEN_DATABASE_URL: ${folder} is not a folder`])
  }
  return nearestFolder(dirname(folder))
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // One that is no folder stands in the way; the nearest folder tells which.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw new ConfigError([
      `ZTOKEN_DATABASE_URL: this user may not look into the folder of ${path}; give it the right, or name another place`,
    ])
  }
}
