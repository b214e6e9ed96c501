import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Connection, openConnection, requestText } from './client.ts'

export const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench'

/** What `ztoken` is given, on a SQLite file. */
export function environment(file: string, port: number): Record<string, string | undefined> {
  return {
    PATH: process.env.PATH,
    ZTOKEN_SECRET: secret,
    ZTOKEN_DATABASE_URL: `sqlite:${file}`,
    ZTOKEN_PORT: String(port),
    ZTOKEN_LOG_LEVEL: 'silent',
  }
}

export const program: string = fileURLToPath(
  new URL('../packages/server/bin/ztoken.js', import.meta.url),
)

/** `ztoken serve` as a process of its own, once it is ready. */
export async function serve(file: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(file, port),
  })
  for (;;) {
    const connection = openConnection(port)
    const answer = await connection.send(requestText('GET', '/readyz')).catch(() => null)
    connection.close()
    if (answer?.status === 200) return child
    await pause(20)
  }
}

const mostIdle = 64

export interface Load {
  readonly port: number
  /** The request, as text. */
  readonly text: string
  readonly perSecond: number
  readonly isOver: () => boolean
}

/**
 * Requests at moments that are fixed beforehand; each takes from its moment to its answer. Out:
 * milliseconds, the shortest first.
 */
export async function guardedLoad({ port, text, perSecond, isOver }: Load): Promise<number[]> {
  const times: number[] = []
  const idle: Connection[] = []
  const answers: Promise<void>[] = []

  async function send(connection: Connection, due: number): Promise<void> {
    const { status } = await connection.send(text)
    if (status !== 200) throw new Error(`a guarded request was answered ${status}`)
    times.push(performance.now() - due)
    // Of what a stall has opened none is kept for so long that the server closes it.
    if (idle.length < mostIdle) idle.push(connection)
    else connection.close()
  }

  const began = performance.now()
  for (let n = 0; !isOver(); n += 1) {
    const due = began + (n * 1000) / perSecond
    while (performance.now() < due) await pause(due - performance.now())
    answers.push(send(idle.shift() ?? openConnection(port), due))
  }
  await Promise.all(answers)
  for (const connection of idle) connection.close()
  return times.sort((one, another) => one - another)
}

/** The time that so great a share of them took at most. */
export function at(share: number, sorted: readonly number[]): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}
