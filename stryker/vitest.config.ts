import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const mutated = process.env.MUTATED ?? 'core'

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
  core: [
    // They start processes and threads, in which nothing is mutated.
    'engines.test.ts',
    'passwords-threads.test.ts',
    // Longer than all the others together, as `edits.test.ts` above.
    'faults.test.ts',
  ],
}

/** The tests of the package that is mutated. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  resolve: { conditions: ['@ztoken/source'] },
  ssr: { resolve: { conditions: ['@ztoken/source', 'node'] } },
  test: {
    include: [`packages/${mutated}/test/**/*.test.ts`],
    exclude: (leftOut[mutated] ?? []).map((name) => `packages/${mutated}/test/**/${name}`),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
