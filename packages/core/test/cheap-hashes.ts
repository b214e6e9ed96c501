import { createPasswords, type PasswordOptions } from '../src/ground/password/index.ts'

/** Hashes that cost next to nothing, for the tests of everything but passwords. */
export const cheapHashes: PasswordOptions = {
  hashCost: { memoryKibibytes: 8, passes: 1 },
}

// Threads end with their last user: this one stays, so that no test has to start them anew.
createPasswords(cheapHashes)
