import type { CoreOptions } from '../src/index.ts'

/** Hashes that cost next to nothing, for the tests of everything but passwords. */
export const cheapHashes: NonNullable<CoreOptions['passwords']> = {
  hashCost: { memoryKibibytes: 8, passes: 1 },
}
