import { readFileSync } from 'node:fs'
import { env, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { draw } from './draw.ts'
import { hash } from './hash.ts'
import { keep, type Outcome, readKept } from './kept.ts'
import { filesOf, type Mutant, mutate } from './mutants.ts'
import { findMet, reachOf } from './reach.ts'
import { wilson } from './score.ts'
import { Tests } from './tests.ts'

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
const room = env.MUTATED ?? 'core'
const folder = '.stryker-tmp'
const say = (line: string) => stdout.write(`${line}\n`)

const { mutants } = await mutate(room)
const population = mutants.filter((mutant) => mutant.file.startsWith(values.only))
const sample = draw(population, values.seed, Number(values.sample ?? population.length))
const tests = `packages/${room}/test/**`
const state = textOf([tests, 'stryker/vitest.config.ts'])
const rooms = ['token', 'contract', 'core', 'stores'].map((name) => `packages/${name}/src/**`)
const whole = textOf([...rooms, tests, 'stryker/mutants.ts', 'stryker/vitest.config.ts'])
const kept = readKept(`${folder}/${room}.jsonl`, state)
const due = sample.filter((mutant) => !kept.has(mutant.key))
say(
  `seed ${values.seed}: ${sample.length} of ${population.length} mutants, ${sample.length - due.length} of them known`,
)
if (due.length > 0) await run(due)
report()

async function run(mutants: readonly Mutant[]): Promise<void> {
  const process = new Tests()
  const met = await findMet(process, `${folder}/met-${room}-${whole}.json`)
  for (const [index, mutant] of mutants.entries()) {
    const begun = Date.now()
    const outcome = await meet(mutant)
    keep(`${folder}/${room}.jsonl`, outcome)
    kept.set(mutant.key, outcome)
    const seconds = ((Date.now() - begun) / 1000).toFixed(1)
    say(`${index + 1}/${mutants.length} ${outcome.status} ${placeOf(mutant)} ${seconds} s`)
  }
  process.end()

  async function meet({ id, key }: Mutant): Promise<Outcome> {
    const { chosen, hits, milliseconds } = reachOf(id, met)
    if (chosen.length === 0) return { key, status: 'unreached', tests: state }
    const round = { mutant: id, hits: hits * 100, chosen }
    const found = await process.run(round, 60_000 + 2 * milliseconds)
    if (typeof found === 'string') return { key, status: found }
    if (found.failed === null) return { key, status: 'survived', tests: state }
    return { key, status: 'killed', by: found.failed }
  }
}

function report(): void {
  const statusOf = (mutant: Mutant) => kept.get(mutant.key)?.status ?? 'unreached'
  const left = sample.filter((mutant) => /survived|unreached/.test(statusOf(mutant)))
  const unreached = sample.filter((mutant) => statusOf(mutant) === 'unreached').length
  for (const mutant of left.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))) {
    say(`\n${placeOf(mutant)} ${mutant.mutator} ${statusOf(mutant)}`)
    say(`- ${mutant.original.replaceAll('\n', '\n  ')}\n+ ${mutant.replacement}`)
  }
  const killed = sample.length - left.length
  say(
    `\nseed ${values.seed}: ${killed} of ${sample.length} killed, ${percent(killed, sample.length)}`,
  )
  say(`of those that a test reaches: ${percent(killed, sample.length - unreached)}`)
}

function percent(killed: number, of: number): string {
  const { share, from, to } = wilson(killed, of)
  const digits = (part: number) => (part * 100).toFixed(1)
  return `${digits(share)} % (95 %: ${digits(from)} to ${digits(to)})`
}

function placeOf({ file, line }: Mutant): string {
  return `${file}:${line}`
}

function textOf(globs: readonly string[]): string {
  return hash(...filesOf(globs).flatMap((file) => [file, readFileSync(file, 'utf8')]))
}
