import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { program } from '../program.ts'

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Ends it as a loss of power would: nothing of it runs on. */
  kill(): Promise<void>
  /** Ends it politely; the exit status. */
  stop(): Promise<number | null>
}

/** Starts `ztoken serve` as a process of its own, on a free port. */
export async function startServer(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      ZTOKEN_SECRET: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test',
      ZTOKEN_PORT: '0',
      ZTOKEN_LOG_LEVEL: 'silent',
      ZTOKEN_LOGIN_FAILURES_PER_ADDRESS: '1000000',
      ...environment,
    },
  })
  const faults: string[] = []
  child.stderr.on('data', (piece) => faults.push(String(piece)))
  const url = await addressOf(child, faults)
  return {
    url,
    pid: child.pid as number,
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      return (await ended)[0] as number | null
    },
  }
}

async function addressOf(child: ChildProcess, faults: readonly string[]): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  for await (const line of lines) {
    const found = /listens on (http:\S+)/.exec(line)
    if (found?.[1] !== undefined) {
      child.stdout?.resume()
      return found[1]
    }
  }
  throw new Error(`the server ended: ${faults.join('')}`)
}
