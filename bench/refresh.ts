import assert from 'node:assert/strict'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Core, createCore, type Store } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { importSecrets, signedFormat } from '@ztoken/token'

/** Refreshes a second on a SQLite file with full durability, each client following its chain. */
const roundMilliseconds = 2_000
const rounds = 3
const clientCounts = [200, 50, 10, 1]

const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
const store = await sqliteStore(join(directory, 'bench.db'))
const secrets = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench')
const core = await createCore({
  store,
  secrets,
  issueFormat: signedFormat(secrets),
  sessionsPerUser: null,
  // No session refreshes 1000 times in a quarter of an hour, but here: its limit is passed over.
  monotonic: () => performance.now() * 10_000,
})
const phone = '13800138000'
const password = 'a long enough phrase'
await core.createUser({ phone, password })

/** One session whose tokens are traded one for the next, as a client does. */
interface Client {
  readonly sessionId: string
  token: string
  refreshes: number
}

async function signIn(core: Core): Promise<Client> {
  const { refreshToken, session } = await core.login({ phone, password })
  return { sessionId: session.id, token: refreshToken, refreshes: 0 }
}

/** Out: refreshes a second. */
async function measure(clients: readonly Client[]): Promise<number> {
  const began = performance.now()
  const end = began + roundMilliseconds
  const before = sum(clients)
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) {
        client.token = (await core.refresh(client.token)).refreshToken
        client.refreshes += 1
      }
    }),
  )
  return ((sum(clients) - before) / (performance.now() - began)) * 1000
}

const sum = (clients: readonly Client[]): number =>
  clients.reduce((total, { refreshes }) => total + refreshes, 0)

/** Each session's counter moved once for every refresh its client saw, and for no other. */
async function requireNoneSpentTwice(store: Store, clients: readonly Client[]): Promise<void> {
  for (const { sessionId, refreshes } of clients) {
    const session = await store.findSession(sessionId)
    assert.deepEqual([session?.counter, session?.endedAt], [refreshes, null])
  }
}

/** What the disk does without us: small writes that are waited for, a second. */
function bareDisk(): number {
  const file = openSync(join(directory, 'bare'), 'w')
  const began = performance.now()
  let writes = 0
  for (; performance.now() < began + 1_000; writes += 1) {
    writeSync(file, Buffer.alloc(4096), 0, 4096, (writes % 256) * 4096)
    fsyncSync(file)
  }
  closeSync(file)
  return writes
}

const clients: Client[] = []
for (let n = 0; n < Math.max(...clientCounts); n += 1) clients.push(await signIn(core))
await measure(clients.slice(0, 20))

console.log('\n### refreshes a second, SQLite with synchronous=FULL\n')
console.log('| sessions at once | refreshes a second | lowest, highest round |\n|---|---|---|')
const rates = new Map(clientCounts.map((count) => [count, [] as number[]]))
const disk: number[] = []
for (let round = 0; round < rounds; round += 1) {
  for (const [count, all] of rates) all.push(await measure(clients.slice(0, count)))
  disk.push(bareDisk())
}
await requireNoneSpentTwice(store, clients)
for (const [count, all] of rates)
  console.log(row(`${count}${count === 1 ? ' (no grouping)' : ''}`, all))
console.log(row('bare 4 kB writes with fsync', disk))
console.log(`\n${sum(clients)} refreshes in all, none spent twice`)
await core.close()
rmSync(directory, { recursive: true })

function row(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other)
  const [low, middle, high] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((at) =>
    (sorted[at] ?? 0).toFixed(0),
  )
  return `| ${name} | ${middle} | ${low}, ${high} |`
}
