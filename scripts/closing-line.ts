import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { noBrowserVariable } from './no-browser.ts'

/**
 * Ends a test run with one plain line, `N passed, N failed`, which any tool can read. What failed,
 * and what passed at a second try alone, is named as the very last, after tables of coverage: of a
 * long output the end is what is kept.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    const named: string[] = []
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const state = test.result().state
        if (state === 'passed') count.passed += 1
        if (state === 'skipped') count.skipped += 1
        if (state === 'failed') {
          failedHere += 1
          named.push(`FAILED ${titleOf(test)}`)
        }
        if (test.diagnostic()?.flaky === true) named.push(`PASSED AT A SECOND TRY ${titleOf(test)}`)
      }
      if (failedHere > 0 || module.ok()) {
        count.failed += failedHere
        continue
      }
      // A file that did not load, or whose hook failed, has no failed test of its own.
      count.failed += 1
      named.push(`FAILED ${module.relativeModuleId}`)
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    const closing = `\n${count.passed} passed, ${count.failed} failed${skipped}\n`
    const { [noBrowserVariable]: why } = process.env
    if (why !== undefined) {
      process.stdout.write(`\nTHE TESTS IN A BROWSER WERE SKIPPED: ${why}\n`)
    }
    process.stdout.write(closing)
    if (named.length > 0) {
      process.once('exit', () => process.stdout.write(`\n${named.join('\n')}\n${closing}`))
    }
  }
}

function titleOf(test: TestCase): string {
  return `${test.module.relativeModuleId}: ${test.fullName}`
}
