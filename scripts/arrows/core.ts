import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

const specifiers = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"`])(\.{1,2}\/[^'"`]+)\1/g

/**
 * Inside core: feature → ground. A feature never imports a feature and ground never a feature, type
 * imports included; the files at the top (core.ts, index.ts …) are the lists that join them.
 */
export function coreFaults(root: string, files: readonly string[]): string[] {
  const core = join(root, 'packages/core/src')
  return files.flatMap((file) => {
    const from = roomOf(core, file)
    if (from === null) return []
    return targetsOf(file)
      .filter((target) => {
        const to = roomOf(core, target)
        return to !== from && to !== 'ground'
      })
      .map((target) => `${relative(root, file)} reaches out of ${from}: ${relative(root, target)}`)
  })
}

/** `ground`, or the name of a feature; null for what stands at the top. */
function roomOf(core: string, file: string): string | null {
  const [room = '', ...rest] = relative(core, file).split(sep)
  return rest.length === 0 ? null : room
}

function targetsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(specifiers)]
    .map(([, , specifier = '']) => resolve(dirname(file), specifier))
    .filter((target) => existsSync(target))
}
