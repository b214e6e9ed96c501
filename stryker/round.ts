import { resolve } from 'node:path'
import { createVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node'
import type { Chosen, Found, MetByFile, Round } from './asked.ts'
import { mutate } from './mutants.ts'

class InGivenOrder {
  sort(files: TestSpecification[]): TestSpecification[] {
    return files
  }
  shard(files: TestSpecification[]): TestSpecification[] {
    return files
  }
}

const { sources } = await mutate(process.env.MUTATED ?? 'core')
const mutated = new Map(Object.entries(sources).map(([path, text]) => [resolve(path), text]))

const vitest = await createVitest(
  'test',
  {
    config: 'stryker/vitest.config.ts',
    watch: false,
    // One thread for all files of a round, and another for the next: a mutant is met by all that is read anew.
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    bail: 1,
    reporters: [{}],
    onConsoleLog: () => false,
    setupFiles: [resolve('stryker/setup.ts')],
    sequence: { sequencer: InGivenOrder as never },
  },
  {
    plugins: [
      {
        name: 'mutants',
        enforce: 'pre',
        load: (id) => mutated.get(id) ?? null,
      },
    ],
  },
)
const all = await vitest.globTestSpecifications()

process.on('message', (round: Round) => {
  void run(vitest, round).then((found) => process.send?.(found))
})
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function run(vitest: Vitest, { chosen, ...switched }: Round): Promise<Found> {
  vitest.state.filesMap.clear()
  vitest.state.clearErrors()
  vitest.provide('switched', switched)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
    chosen === null ? all : specificationsOf(vitest, chosen),
  )
  const failed = testModules.find((module) => !module.ok())
  const fault = unhandledErrors[0]
  return {
    failed: failed ? whatFailed(failed) : fault ? `unhandled: ${String(fault)}` : null,
    met: switched.mutant === null ? testModules.map(metBy) : [],
  }
}

function specificationsOf(vitest: Vitest, chosen: Chosen): TestSpecification[] {
  return chosen.map(([file, names]) =>
    vitest
      .getRootProject()
      .createSpecification(
        resolve(file),
        names === null
          ? undefined
          : { testNamePattern: new RegExp(`(?:${names.map(escaped).join('|')})$`) },
      ),
  )
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function whatFailed(module: TestModule): string {
  for (const test of module.children.allTests('failed')) {
    return `${module.relativeModuleId}: ${test.fullName} (${test.result().errors?.[0]?.message})`
  }
  return module.relativeModuleId
}

function metBy(module: TestModule): MetByFile {
  const meta = module.meta() as { met?: MetByFile['met'] }
  const tests = [...module.children.allTests()]
  return {
    file: module.relativeModuleId,
    milliseconds: Object.fromEntries(
      tests.map((test) => [test.fullName.replaceAll(' > ', ' '), test.diagnostic()?.duration ?? 0]),
    ),
    met: meta.met ?? { static: {}, perTest: {} },
  }
}
