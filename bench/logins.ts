import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Connection, openConnection, requestText } from './client.ts'
import { bareArgon2, difference, type Spent, spentBy } from './processors.ts'

/**
 * A storm of logins against a whole server, and guarded requests at a fixed rate meanwhile; beside
 * it bare argon2id, alone and with the same guarded requests. Server, client and all else share the
 * machine's processors. A round in which something else took part of them is made again.
 */
const port = 18_081
const loginsAtATime = 64
const guardedPerSecond = Number(process.env.GUARDED ?? 300)
const secondsPerPhase = 3
const rounds = Number(process.env.ROUNDS ?? 5)
const mostTries = 40
const foreignShare = 0.03

interface Target {
  readonly child: ChildProcess
  readonly logins: readonly string[]
  readonly guarded: string
}

async function start(): Promise<Target> {
  const program = fileURLToPath(new URL('../packages/server/bin/ztoken.js', import.meta.url))
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
  const child = spawn(process.execPath, [program, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      ZTOKEN_SECRET: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench',
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'bench.db')}`,
      ZTOKEN_PORT: String(port),
      ZTOKEN_LOG_LEVEL: 'error',
    },
  })
  const bodies = Array.from({ length: loginsAtATime }, (_, n) =>
    JSON.stringify({ phone: `1380013${8000 + n}`, password: 'a long enough phrase' }),
  )
  const connection = await connected()
  let token = ''
  for (const body of bodies) {
    const answer = await connection.send(requestText('POST', '/v1/register', {}, body))
    if (answer.status !== 200) throw new Error(answer.body)
    token = (JSON.parse(answer.body) as { data: { access_token: string } }).data.access_token
  }
  connection.close()
  return {
    child,
    logins: bodies.map((body) => requestText('POST', '/v1/login', {}, body)),
    guarded: requestText('GET', '/v1/me', { 'z-token': token }),
  }
}

async function connected(): Promise<Connection> {
  for (;;) {
    const connection = openConnection(port)
    const answer = await connection.send(requestText('GET', '/readyz')).catch(() => null)
    if (answer?.status === 200) return connection
    await pause(20)
  }
}

/** Requests at moments that are fixed beforehand; each takes from its moment to its answer. */
async function guardedLoad(text: string, times: number[]): Promise<number> {
  const idle: Connection[] = []
  const statuses: Promise<number>[] = []
  const start = performance.now()
  for (let n = 0; n < guardedPerSecond * secondsPerPhase; n += 1) {
    const due = start + (n * 1000) / guardedPerSecond
    while (performance.now() < due) await pause(due - performance.now())
    const connection = idle.pop() ?? openConnection(port)
    const answered = connection.send(text).then(({ status }) => {
      times.push(performance.now() - due)
      idle.push(connection)
      return status
    })
    statuses.push(answered.catch(() => 0))
  }
  const errors = (await Promise.all(statuses)).filter((status) => status !== 200)
  for (const connection of idle) connection.close()
  return errors.length
}

/** Each connection signs its own user in, again and again. Out: logins a second. */
async function storm(logins: readonly string[]): Promise<{ rate: number; errors: number }> {
  const start = performance.now()
  const counts = await Promise.all(
    logins.map(async (text) => {
      const connection = openConnection(port)
      const count = { done: 0, errors: 0 }
      while (performance.now() - start < secondsPerPhase * 1000) {
        const { status } = await connection.send(text)
        if (status === 200) count.done += 1
        else count.errors += 1
      }
      connection.close()
      return count
    }),
  )
  const sum = (name: 'done' | 'errors'): number => counts.reduce((all, one) => all + one[name], 0)
  const rate = (sum('done') * 1000) / (performance.now() - start)
  return { rate, errors: sum('errors') }
}

interface Round {
  readonly bare: number
  readonly logins: number
  readonly bareBesideGuarded: number
  readonly times: readonly number[]
  readonly errors: number
  readonly spent: Spent
  readonly foreign: number
}

async function round({ child, logins, guarded }: Target): Promise<Round> {
  const pid = child.pid as number
  const [times, others]: [number[], number[]] = [[], []]
  const began = { at: performance.now(), spent: spentBy(pid) }
  const alone = await bare(secondsPerPhase)
  const before = spentBy(pid)
  const [{ rate, errors }, guardedErrors] = await Promise.all([
    storm(logins),
    guardedLoad(guarded, times),
  ])
  const spent = difference(spentBy(pid), before)
  const [beside] = await Promise.all([bare(secondsPerPhase), guardedLoad(guarded, others)])
  const all = difference(spentBy(pid), began.spent)
  const foreign = all.machine - all.main - all.low - all.others - all.own
  return {
    bare: alone,
    logins: rate,
    bareBesideGuarded: beside,
    times,
    errors: errors + guardedErrors,
    spent,
    foreign: foreign / (performance.now() - began.at),
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number

const bare = bareArgon2()
const target = await start()
const kept: Round[] = []
let tries = 0
try {
  // The first round warms up.
  await round(target)
  while (kept.length < rounds && tries < mostTries) {
    tries += 1
    const one = await round(target)
    if (one.foreign < foreignShare || process.env.ANYWAY) kept.push(one)
    else await pause(2000)
  }
} finally {
  target.child.kill()
  await once(target.child, 'exit')
}
if (kept.length === 0) {
  console.error(
    `each of ${tries} rounds had company: others took more than ${foreignShare} of a processor (ANYWAY=1 counts them all the same)`,
  )
  process.exit(1)
}
const of = (pick: (one: Round) => number): string => median(kept.map(pick)).toFixed(0)
const times = kept.flatMap((one) => one.times).sort((one, other) => one - other)
const at = (share: number): string =>
  (times[Math.min(times.length - 1, Math.floor(times.length * share))] as number).toFixed(1)
const errors = kept.reduce((sum, one) => sum + one.errors, 0)
const ratio = (pick: (one: Round) => number): string =>
  median(kept.map((one) => one.logins / pick(one))).toFixed(2)
const perLogin = (name: keyof Spent): string =>
  median(kept.map((one) => one.spent[name] / (one.logins * secondsPerPhase))).toFixed(2)

console.log(
  `\n### ${loginsAtATime} logins at a time and ${guardedPerSecond} guarded requests a second\n`,
)
console.log(`Medians of ${kept.length} rounds; ${tries - kept.length} more had company.\n`)
console.log('| what | a second | logins × |\n|---|---|---|')
console.log(`| logins | ${of((one) => one.logins)} | |`)
console.log(
  `| bare argon2id beside the guarded requests | ${of((one) => one.bareBesideGuarded)} | ${ratio((one) => one.bareBesideGuarded)} |`,
)
console.log(`| bare argon2id alone | ${of((one) => one.bare)} | ${ratio((one) => one.bare)} |`)
console.log(
  `\nGuarded, of ${times.length}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, highest ${at(1)} ms; errors of both: ${errors}.`,
)
console.log(
  `Processor time a login, guarded requests included: hashing threads ${perLogin('low')} ms, main thread ${perLogin('main')} ms, other threads of the server ${perLogin('others')} ms, client ${perLogin('own')} ms.`,
)
