import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const roots: string[] = []

function check(text: string): { status: number | null; output: string } {
  const root = mkdtempSync(join(tmpdir(), 'verbs-'))
  roots.push(root)
  copyFileSync('tsconfig.base.json', join(root, 'tsconfig.base.json'))
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  for (const name of ['server', 'sdk']) {
    const folder = join(root, 'packages', name)
    mkdirSync(join(folder, 'src'), { recursive: true })
    const exports = { '.': { '@ztoken/source': './src/index.ts' } }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', exports }))
    writeFileSync(join(folder, 'src/index.ts'), name === 'server' ? text : documented)
  }
  const script = resolve('scripts/check-verbs.ts')
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', script, root], {
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

const documented = `
/** Opens a door. @example open() */
export function open(): void {}
export interface Door {
  /** Whether it is shut. */
  isShut(): boolean
  /**
   * Shuts it.
   *
   * @throws ZtokenError \`unavailable\`.
   */
  shut(): Promise<void>
}
`

describe('the check of doc comments', () => {
  it('is content where every verb says what goes in, what comes out and how it fails', () => {
    expect(check(documented)).toMatchObject({ status: 0 })
  })

  it('refuses a door without a word on what it is, how it fails and how it is used', () => {
    const silent = documented
      .replace(/\/\*\* Opens.*\*\//, '')
      .replace(/\/\*\* Whether.*\*\//, '')
      .replace(/@throws.*/, '')
    const { status, output } = check(silent)
    expect(status).toBe(1)
    for (const said of [
      'open has no doc comment',
      'Door.isShut has no doc comment',
      'Door.shut has no @throws',
      'no door has an @example',
    ]) {
      expect(output).toContain(said)
    }
  })
})
