import type { Reporter, TestModule } from 'vitest/node'
import { noBrowserVariable } from './no-browser.ts'

/** Ends a test run with one plain line, `N passed, N failed`, which any tool can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const state = test.result().state
        if (state === 'passed') count.passed += 1
        if (state === 'failed') failedHere += 1
        if (state === 'skipped') count.skipped += 1
      }
      // A file that did not load, or whose hook failed, has no failed test of its own.
      count.failed += failedHere === 0 && !module.ok() ? 1 : failedHere
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    const { [noBrowserVariable]: why } = process.env
    if (why !== undefined) {
      process.stdout.write(`\nTHE TESTS IN A BROWSER WERE SKIPPED: ${why}\n`)
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`)
  }
}
