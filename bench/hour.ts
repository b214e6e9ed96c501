import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { mixedLoad } from './mixed-load.ts'
import { environment, program, secret } from './serving.ts'

/**
 * An hour of mixed load on `ztoken serve` with access tokens of five seconds and sessions of two
 * minutes: what it holds in memory after a collection, its descriptors, and how large its database
 * is beside what is kept in it, once a minute. `MINUTES=60 RESULTS=hour.jsonl npm run bench:hour`
 */
const minutes = Number(process.env.MINUTES ?? 60)
const results = process.env.RESULTS
const port = 18_094
const password = 'a long enough phrase'
const administrator = '13900139000'
const phones = Array.from({ length: 200 }, (_, n) => String(13_800_138_000 + n))

/** What a server holds, in bytes, and the descriptors it has open: those of connections apart. */
interface Held {
  readonly heapUsed: number
  readonly rss: number
  readonly external: number
  readonly descriptors: number
  readonly connections: number
}

interface Minute extends Held {
  readonly minute: number
  readonly database: number
  readonly sessions: number
  readonly revocations: number
  readonly audit: number
}

async function fill(file: string): Promise<void> {
  const secrets = importSecrets(secret)
  const store = await sqliteStore(file)
  const core = await createCore({ store, secrets, issueFormat: encryptedFormat(secrets) })
  await core.createUser({ phone: administrator, password, roles: ['admin'] })
  for (const phone of phones) await core.createUser({ phone, password })
  await core.close()
}

async function start(file: string): Promise<ChildProcess> {
  const tells = new URL('tell-memory.mjs', import.meta.url).href
  const child = spawn(process.execPath, ['--expose-gc', '--import', tells, program, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...environment(file, port),
      ZTOKEN_ACCESS_TOKEN_SECONDS: '5',
      ZTOKEN_SESSION_SECONDS: '120',
      ZTOKEN_SESSION_IDLE_SECONDS: '120',
      ZTOKEN_LOGIN_FAILURES_PER_ADDRESS: '1000000',
      ZTOKEN_AUDIT_DAYS: '1',
    },
  })
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    if (ready?.ok) return child
    if (child.exitCode !== null) throw new Error('the server did not start')
    await pause(50)
  }
}

async function heldBy(child: ChildProcess): Promise<Held> {
  child.send('tell')
  return (await once(child, 'message'))[0]
}

function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce(
    (sum, at) => sum + (existsSync(at) ? statSync(at).size : 0),
    0,
  )
}

function rowsIn(file: string): Pick<Minute, 'sessions' | 'revocations' | 'audit'> {
  const engine = new (createRequire(import.meta.url)('libsql'))(file, { readonly: true })
  try {
    const count = (table: string): number =>
      engine.prepare(`SELECT count(*) AS n FROM ${table}`).get().n
    return { sessions: count('sessions'), revocations: count('revocations'), audit: count('audit') }
  } finally {
    engine.close()
  }
}

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

function say(one: Minute): void {
  const { minute, heapUsed, rss, external, database, ...counts } = one
  const { descriptors, connections, sessions, revocations, audit } = counts
  const sizes = [heapUsed, external, rss, database].map(mebibytes)
  const cells = [minute, ...sizes, descriptors, connections, sessions, revocations, audit]
  console.log(`| ${cells.join(' | ')} |`)
  if (results !== undefined) appendFileSync(results, `${JSON.stringify(one)}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'ztoken-hour-'))
const file = join(folder, 'app.db')
await fill(file)
const child = await start(file)
try {
  if (results !== undefined) writeFileSync(results, '')
  const load = mixedLoad({ port, password, administrator, phones })
  console.log(`
| minute | heap, MiB | external | resident | database | descriptors | connections | sessions | revocations | audit |
|---|---|---|---|---|---|---|---|---|---|`)
  const began = performance.now()
  const under = new Set<Promise<void>>()
  for (let n = 0; n < minutes * 600; n += 1) {
    const due = began + n * 100
    if (performance.now() < due) await pause(due - performance.now())
    const tick = load.tick(n).finally(() => under.delete(tick))
    under.add(tick)
    if (n % 600 !== 599) continue
    await Promise.all(under)
    const held = await heldBy(child)
    say({ minute: (n + 1) / 600, ...held, database: sizeOf(file), ...rowsIn(file) })
  }
  console.log(
    Object.entries(load.tally)
      .sort()
      .map(([what, times]) => `${what}: ${times}`)
      .join('\n'),
  )
} finally {
  child.kill()
  await once(child, 'exit')
  rmSync(folder, { recursive: true })
}
process.exit(0)
