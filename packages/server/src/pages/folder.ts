import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the pages lie as files, in the published package and in the repository alike. */
const folder: string = fileURLToPath(new URL('../../pages', import.meta.url))

/** The folder of the pages; null in a repository where they have not been built. */
export function findPages(): string | null {
  return existsSync(`${folder}/index.html`) ? folder : null
}
