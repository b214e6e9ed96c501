/**
 * From what one core was measured to do, what ten million sessions and a hundred thousand guarded
 * requests a second take: servers, PostgreSQL, memory, and what breaks first. Processor time and
 * bytes are measured here, on PostgreSQL with fsync; the rest is multiplication, every assumption
 * of which is printed. `npm run bench:capacity`
 */
import { readFileSync } from 'node:fs'
import { createCore } from '@ztoken/core'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { Client } from 'pg'
import { crowdIn, databases } from './growth-databases.ts'
import { processorSeconds } from './running.ts'
import { secret } from './serving.ts'

/** What is assumed of people and of what they do. */
const plan = {
  sessions: 10_000_000,
  guardedPerSecond: 100_000,
  /** In the busiest hour, so great a share of all sessions is in use, and refreshes once. */
  inUse: 0.2,
  /** And so great a share begins, and as many end by a logout. */
  begins: 0.01,
  accessTokenSeconds: 3600,
  /** Of a core, at most so much is used, so that waiting stays short. */
  load: 0.6,
  knownAccounts: 10_000,
}
const sample = 100_000
const password = 'a long enough phrase'

interface Cost {
  /** Milliseconds of the server's processor, and of PostgreSQL's. */
  readonly server: number
  readonly database: number
}

async function costOf(
  times: number,
  postmaster: number,
  act: (n: number) => Promise<unknown>,
): Promise<Cost> {
  const clients = 20
  const own = process.cpuUsage()
  const before = processorSeconds(postmaster)
  let n = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (n < times) await act(n++)
    }),
  )
  const { user, system } = process.cpuUsage(own)
  return {
    server: (user + system) / 1000 / times,
    database: ((processorSeconds(postmaster) - before) * 1000) / times,
  }
}

/** The process that started the one which serves a connection. */
async function postmasterOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const stat = readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

async function bytesOf(client: Client, tables: readonly string[]): Promise<number> {
  const sizes = tables.map((table) => `pg_total_relation_size('${table}')`).join(' + ')
  const { rows } = await client.query<{ bytes: string }>(`SELECT ${sizes} AS bytes`)
  return Number(rows[0]?.bytes) / sample
}

interface Kept {
  readonly title: string
  readonly measured: Readonly<Record<string, readonly { readonly full: number }[]>>
}

const linesOf = <Line>(name: string): Line[] =>
  readFileSync(new URL(`results/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

/** Microseconds of a core for `GET /user/detail`, as `bench:routes` has measured it. */
function guardedMicroseconds(): number {
  const all = linesOf<Kept>('routes.jsonl').flatMap(
    ({ measured }) => measured['ztoken server'] ?? [],
  )
  const times = all.map(({ full }) => full).sort((one, other) => one - other)
  return times[times.length >> 1] as number
}

/** Bytes of memory for a revocation, as `bench:growth` has measured them. */
function revocationBytes(): number {
  type Line = { size: number; figures: Record<string, number> }
  const [small, large] = [1000, 1_000_000].map((wanted) =>
    linesOf<Line>('growth.jsonl').find(({ size }) => size === wanted),
  )
  const mebibytes = (one: Line | undefined): number => one?.figures['memory, MiB'] ?? Number.NaN
  return ((mebibytes(large) - mebibytes(small)) * 1024 * 1024) / 500_000
}

const { postgres } = databases
if (postgres === undefined) throw new Error('there is no PostgreSQL')
const filled = await crowdIn(postgres, { users: sample, entries: sample, revocations: 1000 })
const client = new Client({ connectionString: filled.url })
client.on('error', () => undefined)
await client.connect()
const postmaster = await postmasterOf(client)
const secrets = importSecrets(secret)
const core = await createCore({
  store: filled.store,
  secrets,
  issueFormat: encryptedFormat(secrets),
  sessionsPerUser: null,
  // Nobody refreshes so often in a quarter of an hour, but here: the limit is passed over.
  monotonic: () => performance.now() * 10_000,
})
const people = Array.from({ length: 20 }, (_, n) => String(19_900_000_000 + n))
for (const phone of people) await core.createUser({ phone, password })
const phoneOf = (n: number): string => people[n % people.length] as string
const grants: { accessToken: string; refreshToken: string }[] = []
const login = await costOf(400, postmaster, async (n) => {
  grants.push(await core.login({ phone: phoneOf(n), password }, { address: '127.0.0.1' }))
})
const refresh = await costOf(4000, postmaster, async (n) => {
  const grant = grants[n % grants.length] as (typeof grants)[number]
  grant.refreshToken = (await core.refresh(grant.refreshToken)).refreshToken
})
const logout = await costOf(grants.length, postmaster, (n) =>
  core.logout((grants[n] as (typeof grants)[number]).accessToken),
)
const bytes = {
  session: await bytesOf(client, ['sessions']),
  user: await bytesOf(client, ['users', 'identities']),
  entry: await bytesOf(client, ['audit']),
}
await client.end()
await core.close()
await filled.close()

const perHour = (share: number): number => (plan.sessions * share) / 3600
const rates = {
  refresh: perHour(plan.inUse),
  login: perHour(plan.begins),
  logout: perHour(plan.begins),
}
const cores = {
  guarded: (plan.guardedPerSecond * guardedMicroseconds()) / 1e6,
  refresh: (rates.refresh * refresh.server) / 1000,
  login: (rates.login * login.server) / 1000,
  logout: (rates.logout * logout.server) / 1000,
}
const ofDatabase =
  (rates.refresh * refresh.database +
    rates.login * login.database +
    rates.logout * logout.database) /
  1000
const revocations = rates.logout * plan.accessTokenSeconds
const all = Object.values(cores).reduce((sum, one) => sum + one, 0)
const gibibytes = (of: number): string => (of / 2 ** 30).toFixed(1)

console.log(`
### ${plan.sessions} sessions, ${plan.guardedPerSecond} guarded requests a second

Assumed: in the busiest hour ${plan.inUse * 100} of 100 sessions are in use and refresh once, ${plan.begins * 100} of 100 begin and as many end; a core is used to ${plan.load * 100} of 100.

| what | a second | of a server's core, each | of PostgreSQL's, each | cores of servers |
|---|---|---|---|---|
| guarded requests | ${plan.guardedPerSecond} | ${guardedMicroseconds().toFixed(1)} µs | 0 | ${cores.guarded.toFixed(1)} |`)
for (const [name, cost] of Object.entries({ refresh, login, logout })) {
  const rate = rates[name as keyof typeof rates]
  const times = [cost.server, cost.database].map((one) => `${one.toFixed(2)} ms`)
  console.log(
    `| ${name} | ${rate.toFixed(0)} | ${times.join(' | ')} | ${cores[name as keyof typeof rates].toFixed(1)} |`,
  )
}
console.log(`
- Servers: ${all.toFixed(1)} cores of work, ${Math.ceil(all / plan.load)} cores to have.
- PostgreSQL: ${ofDatabase.toFixed(2)} cores of work, ${(rates.refresh + rates.login + rates.logout).toFixed(0)} commits a second.
- Its size: sessions ${gibibytes(plan.sessions * bytes.session)} GiB (${bytes.session.toFixed(0)} bytes each), as many users with their names ${gibibytes(plan.sessions * bytes.user)} GiB, and ${gibibytes(86_400 * (rates.login + rates.logout) * bytes.entry)} GiB of audit for each such day.
- Memory of each process: ${revocations.toFixed(0)} revocations that can matter, ${((revocations * revocationBytes()) / 2 ** 20).toFixed(0)} MiB (${revocationBytes().toFixed(0)} bytes each), and ${plan.knownAccounts} known accounts.
`)
process.exit(0)
