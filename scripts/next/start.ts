import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../packages/stores/test/postgres-server.ts'

export interface Started {
  readonly origin: string
  /** What it has written until now. */
  said(): string
  stop(): Promise<void>
}

/** Starts what was built, on a port that is free, and waits until it answers. */
export async function startNext(folder: string, isStandalone: boolean): Promise<Started> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const start = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', `${port}`]
  const env = { ...process.env, PORT: `${port}`, HOSTNAME: '127.0.0.1' }
  const program = spawn('node', isStandalone ? ['server.js'] : start, { cwd: folder, env })
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
    if (await answers(origin)) return { origin, said: () => said, stop }
    await wait(200)
  }
  await stop()
  throw new Error(`it does not answer:\n${said}`)
}

const answers = (origin: string): Promise<boolean> =>
  fetch(`${origin}/mine`).then(
    () => true,
    () => false,
  )
