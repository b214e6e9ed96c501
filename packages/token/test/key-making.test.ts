import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** Collections as often as they come, at another place each time. */
const program = `
  import { createSigningKey } from '@ztoken/token'
  let kept = []
  for (let n = 0; n < 4000; n += 1) {
    const { publicKey, privateKey } = createSigningKey()
    for (const key of [publicKey, privateKey]) key.export({ format: 'jwk' })
    kept.push('x'.repeat(n % 97) + n)
    if (kept.length > 1000) kept = []
  }
  console.log('made')
`

it('S25 a process that makes and exports signing keys never waits for itself', () => {
  const flags = ['--conditions=@ztoken/source', '--import', 'tsx', '--max-semi-space-size=1']
  const { stdout, signal } = spawnSync(
    process.execPath,
    [...flags, '--input-type=module', '-e', program],
    { encoding: 'utf8', cwd: 'packages/core', timeout: 50_000, killSignal: 'SIGKILL' },
  )
  expect([stdout.trim(), signal]).toEqual(['made', null])
})
