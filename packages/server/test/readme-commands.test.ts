import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { createDatabase } from '../../stores/test/postgres-server.ts'
import { secret, temporaryDirectory } from './open.ts'
import { place, printed } from './place.ts'
import { program } from './program.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Why a command is not run here. */
const notRun: readonly (readonly [command: RegExp, why: string])[] = [
  [/^npm ci && npm start/, 'it ends in ztoken dev, with which every test here begins'],
  [/^npm ci && npm test/, 'it is what runs this'],
  [/^npm ci && npm run pack/, 'scripts/try-packages.ts does it'],
  [/^npm install \/path\/to/, 'scripts/try-packages.ts does it'],
  [/^TOKEN=/, 'it is what the reader copies from the reply above; the test has put it there'],
]

/** `npx ztoken` as it is in a clone; what listens is stopped as soon as it does. */
const shell = `
npx() {
  shift
  case "$1" in
    dev | serve)
      { node "$PROGRAM" "$@" 2>&1 & echo "pid $!"; wait $!; } | untilListening
      return "\${PIPESTATUS[0]}" ;;
    *) node "$PROGRAM" "$@" ;;
  esac
}
untilListening() {
  while IFS= read -r line; do
    case "$line" in
      'pid '*) pid="\${line#pid }" ;;
      *'listens on'*) kill "$pid" ;;
    esac
    printf '%s\\n' "$line"
  done
}
`

interface Shown {
  readonly command: string
  /** What the README shows that it prints; empty where it shows nothing. */
  readonly reply: string
}

/** The blocks that show a terminal, each with its commands and their further lines. */
function blocksOf(file: string): Shown[][] {
  const text = readFileSync(join(root, file), 'utf8')
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines)
  return blocks.map((block) =>
    [...block.matchAll(/^\$ ((?:.*\\\n)*.*)\n((?:[^$\n].*\n)*)/gm)].map(
      ([, command = '', reply = '']) => ({ command: command.replace(/\s+#.*$/, ''), reply }),
    ),
  )
}

interface Place {
  readonly folder: string
  readonly address: string
  readonly variables: Record<string, string>
}

/** A folder in which `ztoken dev` runs, and the tutorial's database lies, as README readers have it. */
async function besideDev(): Promise<Place> {
  const folder = temporaryDirectory()
  copyFileSync(join(root, 'fixtures/flask-app.db'), join(folder, 'app.db'))
  const common = { PATH: process.env.PATH ?? '', PROGRAM: program, ZTOKEN_PORT: '0' }
  const env = { ...common, ZTOKEN_DRAIN_SECONDS: '0', ZTOKEN_LOG_LEVEL: 'silent' }
  const dev = spawn(process.execPath, [program, 'dev'], { cwd: folder, env })
  onTestFinished(() => void dev.kill('SIGKILL'))
  const address = /listens on (\S+)/.exec(await printed(dev, 'Ctrl+C 停止'))?.[1] ?? ''
  const reply = await fetch(`${address}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '13800138000', password: 'pass-word-0' }),
  })
  const { data } = (await reply.json()) as { data: string }
  return { folder, address, variables: { ...env, TOKEN: data } }
}

/** Runs the commands of one block one after another in one shell. Out: what went wrong. */
function faultsOf(
  block: readonly Shown[],
  { folder, address, variables }: Place,
  database: string,
): string[] {
  const run = block.filter(({ command }) => !notRun.some(([one]) => one.test(command)))
  const mark = '-- the next one --'
  const lines = run.map(({ command }) => {
    const here = command
      .replaceAll('http://127.0.0.1:8080', address)
      .replaceAll('postgres://…', database)
    return `{ ${here}\n} 2>&1; echo " status $?"; echo '${mark}'`
  })
  const { stdout } = spawnSync('bash', ['-c', shell + lines.join('\n')], {
    cwd: folder,
    env: variables,
    encoding: 'utf8',
  })
  const told = stdout.split(`${mark}\n`)
  return run.flatMap(({ command, reply }, n) => {
    const text = told[n] ?? ''
    // 2 is done in part, as the report tells: the tutorial's database has people of the demo's phones.
    const isRight =
      / status [02]\n$/.test(text) && text.includes(reply.slice(0, '{"code":0'.length))
    return isRight ? [] : [`${command}\n${text}`]
  })
}

describe('every command of the README', () => {
  it('holds as it stands beside npm start, or it is said why it is not run', async () => {
    const beside = await besideDev()
    const database = await createDatabase(inject('postgresUrl'))
    const blocks = blocksOf('README.md')
    expect(blocks.flatMap((block) => faultsOf(block, beside, database))).toEqual([])
    const commands = blocks.flat().map(({ command }) => command)
    for (const [one, why] of notRun) {
      expect(
        commands.some((command) => one.test(command)),
        `${one}: ${why}`,
      ).toBe(true)
    }
  }, 300_000)

  it('is the same in both languages', () => {
    expect(blocksOf('README.zh-CN.md')).toEqual(blocksOf('README.md'))
  })
})

describe('the secret of ztoken dev', () => {
  it('is told where it is used; one that is set wins; in production it is none', async () => {
    const { run, directory } = place({ ZTOKEN_SECRET: '' })
    mkdirSync(join(directory, 'data'))
    const file = join(directory, 'data', 'dev-secret')
    const line = ['user', 'list']
    expect(await run(line)).toMatchObject({ status: 1, err: expect.stringContaining('is missing') })
    writeFileSync(file, 'too short')
    expect(await run(line)).toMatchObject({ status: 1, err: expect.stringContaining('is missing') })
    writeFileSync(file, secret)
    const { status, err } = await run(line)
    expect(status).toBe(0)
    expect(err.split('\n')).toEqual([expect.stringContaining(file)])
    expect(err).not.toContain(secret)
    const database = { ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'data', 'app.db')}` }
    expect(await place(database).run(line)).toMatchObject({ status: 0, err: '' })
    const production = place({ ...database, ZTOKEN_SECRET: '', NODE_ENV: 'production' })
    expect(await production.run(line)).toMatchObject({ status: 1, out: '' })
  })
})
