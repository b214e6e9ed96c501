import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { findOwner } from './postgres-binaries.ts'
import { freePort } from './postgres-server.ts'

/** Debian's pooler in front of a PostgreSQL, as it comes but for the mode. */
export interface Pooler {
  /** The URL of a database by way of the pooler. */
  through(url: string): string
  /** One command at its console, such as `RECONNECT`. */
  command(text: string): Promise<void>
  /** Ends it, and with it every connection. */
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

const program = 'pgbouncer'

/** False where the program is not installed (Debian: apt-get install pgbouncer); said aloud. */
export function hasPgBouncer(): boolean {
  const isThere = spawnSync(program, ['--version']).status === 0
  if (!isThere)
    process.stderr.write(`skipped: ${program} is missing (apt-get install ${program})\n`)
  return isThere
}

/** In: the URL of a database on the server it stands before. It shares sessions by the transaction. */
export async function startPgBouncer(
  serverUrl: string,
  mode: 'transaction' | 'session' = 'transaction',
): Promise<Pooler> {
  const { hostname, port: serverPort, username, password } = new URL(serverUrl)
  const owner = findOwner()
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-pgbouncer-'))
  if (owner !== null) chownSync(directory, owner.uid, owner.gid)
  const port = await freePort()
  const file = join(directory, 'pgbouncer.ini')
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${serverPort} user=${username} password=${password}`,
    '[pgbouncer]',
    'listen_addr=127.0.0.1',
    `listen_port=${port}`,
    'unix_socket_dir=',
    'auth_type=any',
    'admin_users=postgres',
    `pool_mode=${mode}`,
    'default_pool_size=10',
    // Each test has a database of its own, and the server not so many connections.
    'server_idle_timeout=1',
    // As quick as a test may be about a database that was away.
    'server_login_retry=0.1',
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    child = spawn(program, [file], { ...owner, stdio: 'ignore' })
    for (;;) {
      if (child.exitCode !== null) throw new Error('pgbouncer did not start')
      if (await isThere(port)) return
    }
  }

  async function stop(): Promise<void> {
    if (child === null) return
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    child.kill('SIGTERM')
    await ended
    child = null
  }

  await start()
  return {
    through: (url) => Object.assign(new URL(url), { port: String(port) }).href,
    async command(text) {
      await withConsole(port, async (client) => void (await client.query(text)))
    },
    start,
    stop,
    async remove() {
      await stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function isThere(port: number): Promise<boolean> {
  return withConsole(port, async () => undefined).then(
    () => true,
    () => false,
  )
}

async function withConsole(port: number, work: (client: Client) => Promise<void>): Promise<void> {
  const url = `postgres://postgres@127.0.0.1:${port}/pgbouncer`
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
