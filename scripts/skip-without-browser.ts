import { beforeEach } from 'vitest'
import { noBrowserVariable } from './no-browser.ts'

/**
 * For the top of a file of which every test needs a browser: where the machine has none they are
 * skipped, and the end of the run says so. Out: true where they are.
 */
export function skipWithoutBrowser(): boolean {
  const why = process.env[noBrowserVariable]
  beforeEach((test) => test.skip(why !== undefined, why))
  return why !== undefined
}
