import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const program = resolve(import.meta.dirname, '../../packages/server/bin/ztoken.js')

/** The program as somebody tries it, in a folder of its own. */
export interface Place {
  /** Where it listens. */
  readonly origin: string
  /** The address of a page, e.g. `/account`. */
  at(path: string): string
  close(): Promise<void>
}

/** Starts `ztoken dev` with these settings on a port that is free. */
export async function openPlace(settings: Readonly<Record<string, string>>): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-engines-'))
  const child = spawn(process.execPath, [program, 'dev'], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, ZTOKEN_PORT: '0', ZTOKEN_DRAIN_SECONDS: '0' },
      ...{ ZTOKEN_DATABASE_URL: `sqlite:${join(folder, 'data', 'app.db')}`, ...settings },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  async function close(): Promise<void> {
    if (child.exitCode === null) {
      const exit = once(child, 'exit')
      child.kill()
      await exit
    }
    rmSync(folder, { recursive: true, force: true })
  }
  let said = ''
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    said += piece
    const [, origin] = /listens on (\S+)\n/.exec(said) ?? []
    if (origin === undefined) continue
    child.stdout.resume()
    return { origin, at: (path) => `${origin}/app${path}`, close }
  }
  await close()
  throw new Error(`it does not start:\n${said}`)
}
