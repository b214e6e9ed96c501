import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where the pages lie as files, in the published package and in the repository alike. Joined as a
 * path: bundlers take `new URL('…', import.meta.url)` for a file to bring along, and find a folder.
 */
const folder: string = join(dirname(fileURLToPath(import.meta.url)), '../../pages')

/** The folder of the pages; null in a repository where they have not been built. */
export function findPages(): string | null {
  return existsSync(`${folder}/index.html`) ? folder : null
}
