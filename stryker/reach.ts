import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Chosen, MetByFile } from './asked.ts'
import type { Tests } from './tests.ts'

/** Which tests meet a mutant, how often it is met, and how long those tests take without it. */
export interface Reach {
  readonly chosen: Chosen
  readonly hits: number
  readonly milliseconds: number
}

/** Every test once, with no mutant; or what that found before, for the same sources and tests. */
export async function findMet(tests: Tests, file: string): Promise<readonly MetByFile[]> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const found = await tests.run({ mutant: null, hits: 0, chosen: null }, 3_600_000)
  if (typeof found === 'string') throw new Error(`The tests with no mutant: ${found}.`)
  if (found.failed) throw new Error(`A test fails with no mutant: ${found.failed}`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(found.met))
  return found.met
}

/**
 * A mutant that is met while a file is read meets every test, since all files share what was read;
 * any other one the tests that met it. The quick files go first: the first test that fails ends it.
 */
export function reachOf(id: string, files: readonly MetByFile[]): Reach {
  const everywhere = files.some((file) => id in file.met.static)
  const reached = files.flatMap((file) => {
    const met = Object.entries(file.met.perTest).filter(([, ids]) => id in ids)
    if (!everywhere && met.length === 0) return []
    const whole = everywhere || met.some(([name]) => name === '*')
    const names = whole ? Object.keys(file.milliseconds) : met.map(([name]) => name)
    const milliseconds = names.reduce((sum, name) => sum + (file.milliseconds[name] ?? 0), 0)
    const hits = met.reduce((sum, [, ids]) => sum + (ids[id] ?? 0), file.met.static[id] ?? 0)
    return [{ file: file.file, names: whole ? null : names, milliseconds, hits }]
  })
  reached.sort((a, b) => a.milliseconds - b.milliseconds)
  return {
    chosen: reached.map(({ file, names }) => [file, names]),
    hits: Math.max(0, ...reached.map((file) => file.hits)),
    milliseconds: reached.reduce((sum, file) => sum + file.milliseconds, 0),
  }
}
