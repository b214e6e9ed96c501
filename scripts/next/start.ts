import { freePort } from '../../packages/stores/test/postgres-server.ts'
import { type Started, start } from '../started.ts'

export interface StartedNext extends Started {
  readonly origin: string
}

/** Starts what was built, on a port that is free, and waits until it answers. */
export async function startNext(folder: string, isStandalone: boolean): Promise<StartedNext> {
  const port = `${await freePort()}`
  const origin = `http://127.0.0.1:${port}`
  const next = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', port]
  const words = isStandalone ? ['server.js'] : next
  const env = { PORT: port, HOSTNAME: '127.0.0.1' }
  return { origin, ...(await start({ words, folder, env, address: `${origin}/mine` })) }
}
