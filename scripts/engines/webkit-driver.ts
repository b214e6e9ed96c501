import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../packages/stores/test/postgres-server.ts'

export interface Driver {
  /** Where it listens. */
  readonly address: string
  stop(): Promise<void>
}

/** Starts a screen that nobody sees, and on it the driver, which starts the browser. */
export async function startDriver(screen: string, driver: string): Promise<Driver> {
  const shown = spawn(screen, ['-displayfd', '1', '-screen', '0', '1280x900x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [display] = await once(shown.stdout, 'data')
  const port = await freePort()
  const running = spawn(driver, ['-p', `${port}`], {
    env: {
      ...process.env,
      DISPLAY: `:${`${display}`.trim()}`,
      LANG: 'en_US.UTF-8',
      LANGUAGE: 'en',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [running.stdout, running.stderr]) {
    stream.on('data', (piece) => {
      said += piece
    })
  }
  const address = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    await ended(running)
    await ended(shown)
  }
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(address)) return { address, stop }
    await wait(100)
  }
  await stop()
  throw new Error(`the driver does not answer:\n${said}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/status`).then(
    ({ ok }) => ok,
    () => false,
  )
