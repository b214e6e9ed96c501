import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program is: what the variable names, else the first of these names on the PATH. */
export function findProgram(variable: string, names: readonly string[]): string | null {
  const { [variable]: named = '', PATH = '' } = process.env
  if (named !== '') return existsSync(named) ? named : null
  const folders = PATH.split(delimiter).filter((folder) => folder !== '')
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return places.find((place) => existsSync(place)) ?? null
}
