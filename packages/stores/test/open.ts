import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path in a directory that is not there yet, gone when the test is over. */
export function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-store-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'data', 'app.db')
}
