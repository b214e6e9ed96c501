import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

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

  it('is ended by whatever ends npm', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ztoken-start-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const start = scripts.start.replace('scripts/', `${root}/scripts/`)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start } }))
    const env = { ...process.env, ZTOKEN_PORT: '0', ZTOKEN_DRAIN_SECONDS: '0' }
    const npm = spawn('npm', ['start'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void npm.kill('SIGKILL'))
    const ended = once(npm, 'exit')
    let address: string | undefined
    for await (const line of createInterface({ input: npm.stdout })) {
      address ??= /listens on (\S+)/.exec(line)?.[1]
      if (line.includes('Ctrl+C')) npm.kill('SIGTERM')
    }
    // What it printed has ended: nobody holds the stream any more, the server neither.
    await ended
    await expect(fetch(`${address}/healthz`)).rejects.toThrow()
  }, 120_000)
})
