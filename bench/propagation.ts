import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createDatabase, startPostgres } from '../packages/stores/test/postgres-server.ts'
import type { Report, Task } from './propagation-server.ts'
import type { ServiceTask } from './propagation-service.ts'

/**
 * Two servers, each a process, on one PostgreSQL with full durability: from the acknowledged logout
 * on the one to the first guarded request that the other refuses, while logins go on at both. And
 * another service, a process that follows the feed of the other: until it refuses whose right the one
 * has taken away.
 */
const samples = Number(process.env.SAMPLES ?? 500)
const logoutsPerSecond = 20
const loginsPerSecond = 50
const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench'
const permissionToken = 'q3Vd8ZpT1nX6bK4rW9sM2yC7hL5gF0jE'

interface Started {
  readonly process: ChildProcess
  /** Where its feed is. */
  readonly feedUrl: string
  tell(task: Task & ServiceTask): void
  /** The next report with this member. */
  next<Name extends keyof Report>(name: Name): Promise<NonNullable<Report[Name]>>
}

async function start(name: string, ...given: string[]): Promise<Started> {
  const program = fileURLToPath(new URL(`propagation-${name}.ts`, import.meta.url))
  const child = fork(program, given)
  child.once('exit', (status) => {
    if (status !== null) throw new Error(`a ${name} ended with ${status}`)
  })
  const started: Omit<Started, 'feedUrl'> = {
    process: child,
    tell: (task) => void child.send(task),
    next: (name) =>
      new Promise((resolve) => {
        const take = (message: Report): void => {
          const value = message[name]
          if (value === undefined) return
          child.off('message', take)
          resolve(value as NonNullable<typeof value>)
        }
        child.on('message', take)
      }),
  }
  return { ...started, feedUrl: await started.next('ready') }
}

async function measure(url: string, mode: string): Promise<Measured> {
  const one = await start('server', url, mode, secret, permissionToken)
  const other = await start('server', url, mode, secret, permissionToken)
  const service = await start('service', other.feedUrl, permissionToken, secret)
  one.tell({ login: { count: samples } })
  const tokens = await one.next('tokens')
  for (const server of [one, other]) server.tell({ load: loginsPerSecond / 2 })
  await pause(1000)

  const acknowledged = new Map<string, bigint>()
  const refused = new Map<string, bigint>()
  one.process.on('message', ({ acknowledged: done }: Report) => {
    if (done !== undefined) acknowledged.set(done.token, BigInt(done.at))
  })
  other.process.on('message', ({ refused: seen }: Report) => {
    if (seen !== undefined) refused.set(seen.token, BigInt(seen.at))
  })
  const began = performance.now()
  for (const token of tokens) {
    other.tell({ watch: token })
    await other.next('watching')
    one.tell({ logout: token })
    await pause((Math.random() * 2 * 1000) / logoutsPerSecond)
  }
  while (refused.size < samples || acknowledged.size < samples) await pause(10)
  const seconds = (performance.now() - began) / 1000
  const renames = await measureRenames(one, other)
  const rights = await measureRights(one, service, mode)

  let logins = 0
  for (const server of [one, other]) {
    server.tell({ load: 0 })
    logins += await server.next('logins')
  }
  for (const { process: child } of [service, one, other]) {
    child.kill()
    await once(child, 'exit')
  }
  const times = tokens.map(
    (token) => Number((refused.get(token) ?? 0n) - (acknowledged.get(token) ?? 0n)) / 1e6,
  )
  return { logouts: times, renames, rights, logins: logins / (seconds + 1) }
}

interface Measured {
  /** Milliseconds of each sample. */
  readonly logouts: number[]
  readonly renames: number[]
  readonly rights: number[]
  readonly logins: number
}

/** From the acknowledged change of a name on the one to the first request that has it on the other. */
async function measureRenames(one: Started, other: Started): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < samples; n += 1) {
    const name = `name ${n}`
    other.tell({ watchName: name })
    await other.next('watching')
    const [renamed, known] = [one.next('renamed'), other.next('known')]
    one.tell({ rename: name })
    times.push(Number(BigInt((await known).at) - BigInt((await renamed).at)) / 1e6)
    await pause((Math.random() * 2 * 1000) / logoutsPerSecond)
  }
  return times
}

/** From the acknowledged end of a right on the one to the first request that the service refuses. */
async function measureRights(one: Started, service: Started, mode: string): Promise<number[]> {
  const times: number[] = []
  // By polling, what was given is known everywhere after a second at the latest.
  const settling = mode === 'poll' ? 1000 : 0
  one.tell({ login: { count: 1 } })
  const [token = ''] = await one.next('tokens')
  for (let n = 0; n < samples; n += 1) {
    one.tell({ give: true })
    await one.next('given')
    service.tell({ watchRight: token })
    await service.next('watching')
    await pause(settling + (Math.random() * 2 * 1000) / logoutsPerSecond)
    const [taken, denied] = [one.next('taken'), service.next('denied')]
    one.tell({ take: true })
    times.push(Number(BigInt((await denied).at) - BigInt((await taken).at)) / 1e6)
  }
  return times
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

const postgres = await startPostgres()
console.log('\n### from a change on one server to its effect on the other, ms\n')
console.log(
  '| what | how | p50 | p99 | max | logins a second meanwhile |\n|---|---|---|---|---|---|',
)
for (const mode of (process.env.MODES ?? 'notify,poll').split(',')) {
  const { logouts, renames, rights, logins } = await measure(
    await createDatabase(postgres.url),
    mode,
  )
  const how = mode === 'notify' ? 'LISTEN and NOTIFY' : 'polling alone'
  for (const [what, times] of [
    ['a logout', logouts],
    ['a name', renames],
    ['a right, in another service', rights],
  ] as const) {
    times.sort((a, b) => a - b)
    const at = (share: number): string => (times[Math.ceil(share * samples) - 1] ?? 0).toFixed(1)
    console.log(`| ${what} | ${how} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${logins.toFixed(0)} |`)
  }
}
console.log(`\n${samples} samples each; below 0: seen before the change was acknowledged`)
await postgres.remove()
