import { importsOf } from './imports.ts'

/**
 * Circles among these files, type imports included: who reads one file of a circle has to read all.
 * Out: each as the list of its files.
 */
export function circlesIn(files: readonly string[]): string[][] {
  const imports = new Map(files.map((file) => [file, importsOf(file)]))
  const circles: string[][] = []
  const done = new Set<string>()

  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file)
    if (start >= 0) circles.push(path.slice(start))
    if (start >= 0 || done.has(file)) return
    for (const next of imports.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }

  for (const file of files) visit(file, [])
  return circles
}
