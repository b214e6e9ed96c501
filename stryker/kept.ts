import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What became of one mutant: the test that failed, what the process did, or that no test failed or met it. */
export interface Outcome {
  readonly key: string
  readonly status: 'killed' | 'endless' | 'crashed' | 'survived' | 'unreached'
  readonly by?: string
  /** The tests that it outlived, by their text: others may kill it. */
  readonly tests?: string
}

/** What was found in earlier runs: a mutant that was killed stays so, one that was not meets changed tests again. */
export function readKept(file: string, tests: string): Map<string, Outcome> {
  if (!existsSync(file)) return new Map()
  const outcomes = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Outcome => JSON.parse(line))
    .filter((outcome) => outcome.tests === undefined || outcome.tests === tests)
  return new Map(outcomes.map((outcome) => [outcome.key, outcome]))
}

/** Written at once, so that a run that is ended loses nothing. */
export function keep(file: string, outcome: Outcome): void {
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, `${JSON.stringify(outcome)}\n`)
}
