declare module 'vitest' {
  interface ProvidedContext {
    switched: Switched
  }
}

/** What the process of tests is asked: the tests of some files with one mutant switched on, or all tests with none. */
export interface Switched {
  readonly mutant: string | null
  /** How often a mutant may be met before it is a loop without an end. */
  readonly hits: number
}

/** The tests that a round runs: files in this order, and of each all (null) or those of these names. */
export type Chosen = readonly (readonly [file: string, names: readonly string[] | null])[]

/** One question to the process of tests. */
export interface Round extends Switched {
  readonly chosen: Chosen | null
}

/** What was found: the test that failed first, and with no mutant which tests met which. */
export interface Found {
  readonly failed: string | null
  readonly met: readonly MetByFile[]
}

/** The mutants that a file met, with how often: while it was read, and by each test (`*` is its hooks). */
export interface MetByFile {
  readonly file: string
  readonly milliseconds: Readonly<Record<string, number>>
  readonly met: {
    readonly static: Readonly<Record<string, number>>
    readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>
  }
}
