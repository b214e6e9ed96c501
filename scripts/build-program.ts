import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** Builds what tests start as processes of their own; a second where nothing has changed. */
export function setup(): void {
  const { status, error } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // There npm is a script of its shell's.
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('the program cannot be built', { cause: error })
}
