import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = resolve(import.meta.dirname, '..')
const mutated = process.env.MUTATED ?? 'token'

/** Tests that mutants do not meet; docs/mutation.md says so. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  token: [
    // It starts processes, in which nothing is mutated.
    'key-making.test.ts',
    // Longer than all the others together; what it would kill is missing in the score, not added.
    'edits.test.ts',
    // The table of revocations is not mutated: with counters in its loops one round takes minutes.
    'revocation.test.ts',
  ],
  // They start processes, in which nothing is mutated.
  core: ['engines.test.ts', 'passwords-threads.test.ts'],
}

/** A mutant is dead at the first test that fails, so the quick ones go first. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse()
  }
}

/**
 * The tests of the package that is mutated, and nothing that they do not need. Stryker works in a
 * copy of the tree whose `node_modules` lead back here, so our own packages are named by their place.
 */
export default defineConfig({
  root,
  resolve: {
    conditions: ['@ztoken/source'],
    alias: [
      { find: /^@ztoken\/([a-z]+)$/, replacement: `${root}/packages/$1/src/index.ts` },
      {
        find: /^@ztoken\/stores\/([a-z]+)$/,
        replacement: `${root}/packages/stores/src/$1/index.ts`,
      },
    ],
  },
  ssr: { resolve: { conditions: ['@ztoken/source', 'node'] } },
  test: {
    runner: './stryker/runner.ts',
    sequence: { sequencer: QuickFirst },
    include: [`packages/${mutated}/test/**/*.test.ts`],
    exclude: (leftOut[mutated] ?? []).map((name) => `packages/${mutated}/test/**/${name}`),
    testTimeout: 60_000,
  },
})
