import { TestRunner, test } from 'vitest'

/**
 * A file of tests that cannot be read is a failure: Stryker's runner counts tests, and such a file
 * has none, so a mutant that breaks what tests are built from would have survived.
 */
export default class extends TestRunner {
  override async importFile(path: string, source: 'collect' | 'setup'): Promise<void> {
    try {
      await super.importFile(path, source)
    } catch (error) {
      if (source === 'setup') throw error
      test('can be read', () => {
        throw error
      })
    }
  }
}
