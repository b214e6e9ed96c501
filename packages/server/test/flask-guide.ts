import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { playFlask } from './flask.ts'
import { temporaryDirectory } from './open.ts'
import { printed, start } from './place.ts'
import { program } from './program.ts'

type Environment = Record<string, string>

export interface Block {
  readonly kind: string
  readonly text: string
}

/** The blocks of a guide under each of its headings; the first part has none. */
export function partsOf(file: string): Block[][] {
  const parts = readFileSync(file, 'utf8').split(/^## /m)
  return parts.map((part) =>
    [...part.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
      kind,
      text,
    })),
  )
}

/** Follows the guide: its lines in a shell, its server on the same database at every step. */
export async function follow() {
  const directory = temporaryDirectory()
  copyFileSync('fixtures/flask-app.db', join(directory, 'flask-app.db'))
  const flask = await playFlask()
  let environment: Environment = {
    PATH: process.env.PATH ?? '',
    ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'data', 'ztoken.db')}`,
    ZTOKEN_LOG_LEVEL: 'silent',
  }
  let stop = async (): Promise<void> => {}

  async function serve(settings: Environment = environment): Promise<void> {
    await stop()
    const chosen = Object.entries(settings).filter(([name]) => name.startsWith('ZTOKEN_'))
    const child = start('serve', Object.fromEntries(chosen))
    stop = async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      expect((await gone)[0]).toBe(0)
    }
    environment.URL = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
  }

  /** Runs lines as a reader types them, keeps what they set, and gives what they print. */
  async function run(lines: string): Promise<string[]> {
    const script = [
      'set -eua -o pipefail',
      'curl() { command curl --fail-with-body -w "\\n" "$@"; }',
      `npx() { shift; "${process.execPath}" "${program}" "$@"; }`,
      lines
        .replace('http://127.0.0.1:5000', flask)
        .replace('URL=http://127.0.0.1:8080', `URL=${environment.URL ?? ''}`),
      'unset -f curl npx; echo "--- environment"; env -0',
    ].join('\n')
    const child = spawn('bash', ['-c', script], { cwd: directory, env: environment })
    let [out, err] = ['', '']
    child.stdout.on('data', (piece) => {
      out += piece
    })
    child.stderr.on('data', (piece) => {
      err += piece
    })
    const [status] = await once(child, 'close')
    expect(status, out + err).toBe(0)
    const [shown = '', kept = ''] = out.split('--- environment\n')
    environment = Object.fromEntries(
      kept.split('\0').flatMap((pair) => {
        const at = pair.indexOf('=')
        return at < 1 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]]
      }),
    )
    return shown.split('\n').filter((line) => line !== '')
  }

  return {
    serve,
    run,
    /** A variable that the guide's lines have set. */
    variable: (name: string) => environment[name] as string,
    settings: (): Environment => ({ ...environment }),
    async take(part: readonly Block[]): Promise<string[]> {
      const shown: string[] = []
      for (const { kind, text } of part) {
        if (kind === 'sh') shown.push(...(await run(text)))
        if (kind === 'console' && text === '$ npx ztoken serve\n') await serve()
      }
      return shown
    },
    async login({ phone, password }: { phone: string; password: string }) {
      const reply = await fetch(`${environment.URL}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phone, password }),
      })
      return (await reply.json()) as { code: number; data: string }
    },
    async detail(token: string) {
      const reply = await fetch(`${environment.URL}/user/detail`, { headers: { 'z-token': token } })
      return (await reply.json()) as { code: number; data: { name: string; phone: string } }
    },
  }
}
