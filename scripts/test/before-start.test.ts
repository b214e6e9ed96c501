import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

describe('npm start', () => {
  it('says at once what is being built, and nothing of it on the stream that programs read', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'scripts/before-start.ts'],
      { encoding: 'utf8' },
    )
    expect(status, stderr).toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^Building the program/)
    expect(stderr).toMatch(/Starting …[^\n]*\n$/)
  }, 120_000)
})
