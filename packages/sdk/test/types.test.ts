import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('a front end that uses everything compiles, and what cannot be meant does not', () => {
  const compiler = 'node_modules/typescript/bin/tsc'
  const project = 'packages/sdk/test/consumer/tsconfig.json'
  const { stdout } = spawnSync('node', [compiler, '-p', project], { encoding: 'utf8' })
  expect(stdout).toBe('')
})
