import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createDatabase, startPostgres } from '../packages/stores/test/postgres-server.ts'
import type { Report, Task } from './propagation-server.ts'

/**
 * Two servers, each a process, on one PostgreSQL with full durability: from the acknowledged logout
 * on the one to the first guarded request that the other refuses, while logins go on at both.
 */
const samples = 500
const logoutsPerSecond = 20
const loginsPerSecond = 50
const program = fileURLToPath(new URL('propagation-server.ts', import.meta.url))

interface Server {
  readonly process: ChildProcess
  tell(task: Task): void
  /** The next report with this member. */
  next<Name extends keyof Report>(name: Name): Promise<NonNullable<Report[Name]>>
}

async function startServer(url: string, mode: string): Promise<Server> {
  const child = fork(program, [url, mode])
  child.once('exit', (status) => {
    if (status !== null) throw new Error(`a server ended with ${status}`)
  })
  const server: Server = {
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
  await server.next('ready')
  return server
}

/** Milliseconds of each sample. */
async function measure(url: string, mode: string): Promise<{ times: number[]; logins: number }> {
  const one = await startServer(url, mode)
  const other = await startServer(url, mode)
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

  let logins = 0
  for (const server of [one, other]) {
    server.tell({ load: 0 })
    logins += await server.next('logins')
    server.process.kill()
    await once(server.process, 'exit')
  }
  const times = tokens.map(
    (token) => Number((refused.get(token) ?? 0n) - (acknowledged.get(token) ?? 0n)) / 1e6,
  )
  return { times, logins: logins / (seconds + 1) }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

const postgres = await startPostgres()
console.log('\n### from a logout on one server to the refusal on the other, ms\n')
console.log('| how | p50 | p99 | max | logins a second meanwhile |\n|---|---|---|---|---|')
for (const mode of ['notify', 'poll']) {
  const { times, logins } = await measure(await createDatabase(postgres.url), mode)
  times.sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.ceil(share * samples) - 1] ?? 0).toFixed(1)
  const name = mode === 'notify' ? 'LISTEN and NOTIFY' : 'polling alone'
  console.log(`| ${name} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${logins.toFixed(0)} |`)
}
console.log(`\n${samples} samples each; below 0: refused before the logout was acknowledged`)
await postgres.remove()
