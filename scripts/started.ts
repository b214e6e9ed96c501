import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

export interface Started {
  /** What it has written until now. */
  said(): string
  stop(): Promise<void>
}

export interface Program {
  /** What Node is given: a file and its words. */
  readonly words: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** An address that it answers once it has started. */
  readonly address: string
}

/** Starts a program of Node's and waits until it answers. */
export async function start({ words, folder, env, address }: Program): Promise<Started> {
  const program = spawn('node', words, { cwd: folder, env: { ...process.env, ...env } })
  let said = ''
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', (piece) => {
      said += piece
    })
  }
  const ended = once(program, 'exit')
  async function stop(): Promise<void> {
    program.kill()
    await ended
  }
  for (let tries = 0; tries < 150; tries += 1) {
    if (program.exitCode !== null) throw new Error(`it does not start:\n${said}`)
    if (await answers(address)) return { said: () => said, stop }
    await wait(200)
  }
  await stop()
  throw new Error(`it does not answer:\n${said}`)
}

const answers = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  )
