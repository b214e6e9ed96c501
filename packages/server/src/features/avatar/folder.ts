import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type AvatarStorage, requireName } from './storage.ts'

/**
 * Pictures as files of one folder, made on first use and its owner's alone (0700). For several
 * servers it has to be one they share.
 */
export function folderStorage(path: string): AvatarStorage {
  const folder = resolve(path)
  const fileOf = (name: string): string => join(folder, requireName(name))

  return {
    async write(name, bytes) {
      const file = fileOf(name)
      const unfinished = join(folder, `.${randomUUID()}.tmp`)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      try {
        await writeThrough(unfinished, bytes)
        await rename(unfinished, file)
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined)
        throw error
      }
      await syncFolder(folder)
    },
    async read(name) {
      try {
        return await readFile(fileOf(name))
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw error
      }
    },
    async remove(name) {
      await rm(fileOf(name), { force: true })
    },
  }
}

/** An account is told of a picture only when a crash cannot lose it any more. */
async function writeThrough(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps names by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function codeOf(error: unknown): unknown {
  return Object(error).code
}
