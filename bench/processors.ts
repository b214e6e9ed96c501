import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/** Where processor time went, in milliseconds since some start. Linux only. */
export interface Spent {
  /** The whole machine, whoever it was. */
  readonly machine: number
  /** A process by kind of thread: its first one, those of a lower priority, the others. */
  readonly main: number
  readonly low: number
  readonly others: number
  /** This process. */
  readonly own: number
}

export function spentBy(pid: number): Spent {
  const spent = { main: 0, low: 0, others: 0 }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`
    const nanoseconds = Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0])
    const fields = readFileSync(`${folder}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const isLow = Number(fields[16]) > 0
    const kind = thread === String(pid) ? 'main' : isLow ? 'low' : 'others'
    spent[kind] += nanoseconds / 1e6
  }
  const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks.map(Number)
  const { user: ownUser, system: ownSystem } = process.cpuUsage()
  const machine = (user + nice + system + irq + softirq) * 10
  return { ...spent, machine, own: (ownUser + ownSystem) / 1000 }
}

export function difference(after: Spent, before: Spent): Spent {
  const names = Object.keys(after) as (keyof Spent)[]
  return Object.fromEntries(
    names.map((name) => [name, after[name] - before[name]]),
  ) as unknown as Spent
}

const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { hashSync, verifySync } = require(workerData)
const stored = hashSync('a password', { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 })
parentPort.on('message', (seconds) => {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < seconds * 1000) {
    verifySync(stored, 'a password')
    count += 1
  }
  parentPort.postMessage((count * 1000) / (performance.now() - start))
})`

/**
 * Bare argon2id with our parameters on all processors: a thread for each, which does nothing else
 * (libuv's pool of four was no quicker). Out: hashes a second.
 */
export function bareArgon2(): (seconds: number) => Promise<number> {
  const workerData = fileURLToPath(import.meta.resolve('@node-rs/argon2'))
  const threads = Array.from({ length: availableParallelism() }, () => {
    const thread = new Worker(program, { eval: true, execArgv: [], workerData })
    thread.unref()
    return thread
  })
  return async (seconds) => {
    const rates = threads.map(
      (thread) =>
        new Promise<number>((resolve) => {
          thread.once('message', resolve)
          thread.postMessage(seconds)
        }),
    )
    return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
  }
}
