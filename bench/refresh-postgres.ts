import assert from 'node:assert/strict'
import { type Core, createCore } from '@ztoken/core'
import { postgresStore } from '@ztoken/stores/postgres'
import { importSecrets, signedFormat } from '@ztoken/token'
import { createDatabase, startPostgres } from '../packages/stores/test/postgres-server.ts'

/** Refreshes a second on a PostgreSQL with full durability, each client following its chain. */
const roundMilliseconds = 2_000
const rounds = 3
const clientCounts = [200, 50, 10, 1]
const phone = '13800138000'
const password = 'a long enough phrase'

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
async function measure(core: Core, clients: readonly Client[]): Promise<number> {
  const began = performance.now()
  const before = sum(clients)
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < began + roundMilliseconds) {
        client.token = (await core.refresh(client.token)).refreshToken
        client.refreshes += 1
      }
    }),
  )
  return ((sum(clients) - before) / (performance.now() - began)) * 1000
}

function sum(clients: readonly Client[]): number {
  return clients.reduce((total, { refreshes }) => total + refreshes, 0)
}

const postgres = await startPostgres()
const store = await postgresStore(await createDatabase(postgres.url))
const secrets = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench')
const core = await createCore({
  store,
  secrets,
  issueFormat: signedFormat(secrets),
  sessionsPerUser: null,
  // No session refreshes 1000 times in a quarter of an hour, but here: its limit is passed over.
  monotonic: () => performance.now() * 10_000,
})
await core.createUser({ phone, password })
const clients: Client[] = []
for (let n = 0; n < Math.max(...clientCounts); n += 1) clients.push(await signIn(core))
await measure(core, clients.slice(0, 20))

const rates = new Map(clientCounts.map((count) => [count, [] as number[]]))
for (let round = 0; round < rounds; round += 1) {
  for (const [count, all] of rates) all.push(await measure(core, clients.slice(0, count)))
}
// Each counter moved once for every refresh its client saw, and for no other.
for (const { sessionId, refreshes } of clients) {
  const session = await store.findSession(sessionId)
  assert.deepEqual([session?.counter, session?.endedAt], [refreshes, null])
}
console.log('\n### refreshes a second, PostgreSQL with fsync, one server, 10 connections\n')
console.log('| sessions at once | refreshes a second | lowest, highest round |\n|---|---|---|')
for (const [count, all] of rates) {
  const [low = 0, middle = 0, high = 0] = [...all].sort((one, other) => one - other)
  console.log(`| ${count} | ${middle.toFixed(0)} | ${low.toFixed(0)}, ${high.toFixed(0)} |`)
}
console.log(`\n${sum(clients)} refreshes in all, none spent twice`)
await core.close()
await postgres.remove()
