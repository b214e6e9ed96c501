import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Writes every declaration of the packages once more as `.d.cts`, for programs that `require` them:
 * Node gives those the same modules, and TypeScript's `module: node16` wants to be told so by a
 * declaration that is not one of an ECMAScript module. What was built from a file that is gone goes
 * first: a program that still reads it works here, and nowhere else.
 */
const packages = resolve(import.meta.dirname, '../packages')
const relative = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g
const built = /(?:\.d\.c?ts|\.js)(?:\.map)?$/

for (const name of readdirSync(packages)) {
  const folder = join(packages, name)
  for (const path of filesIn(join(folder, 'dist'))) {
    const file = join(folder, 'dist', path)
    const source = join(folder, 'src', path.replace(built, '.ts'))
    if (built.test(path) && !existsSync(source)) rmSync(file)
    else if (path.endsWith('.d.ts')) writeFileSync(file.replace(/\.ts$/, '.cts'), forRequire(file))
  }
}

function forRequire(file: string): string {
  return readFileSync(file, 'utf8').replace(relative, '$1.cts')
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
}
