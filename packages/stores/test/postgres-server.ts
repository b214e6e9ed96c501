import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { findBinaries, findOwner, type Owner } from './postgres-binaries.ts'

/** A PostgreSQL of its own on 127.0.0.1, its data in a temporary directory. */
export interface PostgresServer {
  /** Of its database `postgres`, as the superuser. */
  readonly url: string
  /** Stops it as an operator would: what is under way is broken off. */
  stop(): Promise<void>
  /** Ends every process of it at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

export interface PostgresServerOptions {
  /** False where the data need not survive the machine: quicker. */
  readonly fsync?: boolean
}

const readyText = 'ready to accept connections'
const killAttempts = 100

export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const owner = findOwner()
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-postgres-'))
  if (owner !== null) chownSync(directory, owner.uid, owner.gid)
  const unwatch = endWithUs(directory)
  const binaries = findBinaries(directory, owner)
  const data = join(directory, 'data')
  const password = randomBytes(12).toString('hex')
  initialise(binaries.initdb, { directory, data, password, owner })
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Left in the data directory where the processes are killed, not in shared memory for ever.
    dynamic_shared_memory_type: 'mmap',
    max_connections: '200',
    fsync: options.fsync === false ? 'off' : 'on',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const started = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
      ...owner,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C' },
    })
    await untilReady(started)
    child = started
  }

  async function endWith(end: (child: ChildProcess) => void): Promise<void> {
    if (child === null) return
    const ended = once(child, 'exit')
    end(child)
    await ended
    child = null
  }

  const stop = (): Promise<void> => endWith((running) => running.kill('SIGINT'))
  await start()
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    start,
    stop,
    async kill() {
      const pids = child?.pid === undefined ? [] : childrenOf(child.pid)
      await endWith((running) => {
        running.kill('SIGKILL')
        for (const pid of pids) endNow(pid)
      })
      // What was started meanwhile notices by itself that its parent has gone.
      for (let n = 0; n < killAttempts && pids.some(isAlive); n += 1) await pause(20)
    },
    async remove() {
      await stop()
      unwatch()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A new database on the server of this URL, empty or a copy of another one; its URL. */
export async function createDatabase(serverUrl: string, template = 'template1'): Promise<string> {
  const name = `ztoken_${randomBytes(6).toString('hex')}`
  await onServer(serverUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`),
  )
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
}

/** Runs `work` with a connection of its own. */
export async function onServer<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Ends the server and removes its data when this process is gone, in whatever way. Out: no more. */
function endWithUs(directory: string): () => void {
  const script = `cat; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"; sleep 1; rm -rf "$0"`
  const watch = spawn('sh', ['-c', script, directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.on('error', () => undefined)
  watch.unref()
  return () => watch.kill('SIGKILL')
}

interface Cluster {
  readonly directory: string
  readonly data: string
  readonly password: string
  readonly owner: Owner | null
}

function initialise(initdb: string, { directory, data, password, owner }: Cluster): void {
  const passwordFile = join(directory, 'password')
  writeFileSync(passwordFile, password)
  const flags = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const { status, stderr, error } = spawnSync(
    initdb,
    [...flags, '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { ...owner, encoding: 'utf8', env: { LC_ALL: 'C' } },
  )
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`, { cause: error })
  rmSync(passwordFile)
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.on('data', (piece) => {
      log = (log + String(piece)).slice(-4000)
      if (log.includes(readyText)) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)))
  })
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** The processes whose parent is this one; none where there is no /proc. */
function childrenOf(parent: number): number[] {
  const pids = namesIn('/proc').map(Number).filter(Number.isSafeInteger)
  return pids.filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent
    } catch {
      return false
    }
  })
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
