import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInstrumenter } from '@stryker-mutator/instrumenter'
import { createInjector } from 'typed-inject'
import { hash } from './hash.ts'

/** One fault that could be put into the sources. */
export interface Mutant {
  /** By which the mutated sources know it; good for one state of the sources. */
  readonly id: string
  /** What it is known by for good: its file, the text of that file, its place, what stands there instead. */
  readonly key: string
  readonly file: string
  readonly line: number
  readonly mutator: string
  readonly original: string
  readonly replacement: string
}

/** The sources of a package in which every mutant waits to be switched on, by path, and the mutants. */
export interface Mutated {
  readonly sources: Readonly<Record<string, string>>
  readonly mutants: readonly Mutant[]
}

/** Which sources of each package are mutated; docs/mutation.md says why not the others. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  token: ['packages/token/src/**/*.ts', '!packages/token/src/revocation/**'],
  core: [
    'packages/core/src/**/*.ts',
    '!packages/core/src/store-contract.ts',
    '!packages/core/src/ground/**/*-contract*.ts',
    '!packages/core/src/ground/store/contract-samples.ts',
  ],
}

/** Puts every mutant that Stryker knows into the sources of a package, in memory. */
export async function mutate(room: string): Promise<Mutated> {
  const files = filesOf(sourcesOf[room] ?? []).map((name) => ({
    name,
    mutate: true,
    content: readFileSync(name, 'utf8'),
  }))
  const injector = createInjector().provideValue('logger', silent)
  const instrumenter = injector.injectFunction(createInstrumenter)
  const options = { plugins: null, excludedMutations: [], ignorers: [] }
  const result = await instrumenter.instrument(files, options)
  const texts = new Map(files.map((file) => [file.name, file.content]))
  return {
    sources: Object.fromEntries(result.files.map((file) => [file.name, file.content])),
    mutants: result.mutants
      .filter((mutant) => mutant.status === undefined)
      .map(({ id, fileName, location: { start, end }, mutatorName, replacement }) => {
        const text = texts.get(fileName) ?? ''
        const from = offsetOf(text, start)
        const to = offsetOf(text, end)
        return {
          id,
          key: hash(fileName, text, `${from}-${to}`, mutatorName, replacement),
          file: fileName,
          line: start.line + 1,
          mutator: mutatorName,
          original: text.slice(from, to),
          replacement,
        }
      }),
  }
}

/** The tracked files of some globs, of which one with `!` in front takes away. */
export function filesOf(globs: readonly string[]): string[] {
  const paths = globs.map((glob) =>
    glob.startsWith('!') ? `:(glob,exclude)${glob.slice(1)}` : `:(glob)${glob}`,
  )
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...paths])
  return listed.toString().trim().split('\n')
}

function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let offset = 0
  for (let before = 0; before < line; before += 1) offset = text.indexOf('\n', offset) + 1
  return offset + column
}

function nothing(): void {}

const silent = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
}
