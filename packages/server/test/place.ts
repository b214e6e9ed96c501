import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { main } from '../src/cli/main.ts'
import { secret, temporaryDirectory } from './open.ts'
import { program } from './program.ts'

export interface Run {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** A place with a database of its own, where commands are run one after another. */
export function place(environment: Record<string, string> = {}) {
  const directory = temporaryDirectory()
  const variables = {
    ZTOKEN_SECRET: secret,
    ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'data', 'app.db')}`,
    ...environment,
  }
  return {
    directory,
    variables,
    /** Runs one command, with what a person would type at its question. */
    async run(line: string | readonly string[], typed = ''): Promise<Run> {
      const out: string[] = []
      const err: string[] = []
      const status = await main(typeof line === 'string' ? line.split(' ') : line, {
        environment: variables,
        isInteractive: false,
        out: (text) => out.push(text),
        err: (text) => err.push(text),
        ask: async () => typed,
      })
      return { status, out: out.join('\n'), err: err.join('\n') }
    },
  }
}

/** `dev` and `serve` run as processes of their own, as they do for users; with so many descriptors at most. */
export function start(
  line: string,
  variables: Record<string, string>,
  descriptors: number | null = null,
): ChildProcess {
  const command = [process.execPath, program, ...line.split(' ')]
  const limited = ['bash', '-c', `ulimit -n ${descriptors}; exec "$@"`, 'bash', ...command]
  const [file = '', ...rest] = descriptors === null ? command : limited
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, ZTOKEN_PORT: '0', ZTOKEN_DRAIN_SECONDS: '0', ...variables },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** What the process printed up to the words waited for. */
export async function printed(child: ChildProcess, words: string): Promise<string> {
  let text = ''
  for await (const piece of child.stdout ?? []) {
    text += piece
    if (text.includes(words)) return text
  }
  let fault = ''
  for await (const piece of child.stderr ?? []) fault += piece
  throw new Error(`${text}\n${fault}`)
}
