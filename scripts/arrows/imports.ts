import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Static, dynamic, re-exporting and type imports of files. */
const relative = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"`])(\.{1,2}\/[^'"`]+)\1/g

/** The files that a file imports by a path of their own. */
export function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(relative)]
    .map(([, , specifier = '']) => resolve(dirname(file), specifier))
    .filter((target) => existsSync(target))
}
