import cluster, { type Worker } from 'node:cluster'
import { CommandError, type Terminal } from './terminal.ts'

/** A worker that ends sooner than this after its start has crashed at once. */
const immediateMilliseconds = 5000
const mostImmediateCrashes = 6
const firstDelayMilliseconds = 100

export interface WorkersOptions {
  readonly count: number
  /** The variables that each of them reads. */
  readonly environment: Terminal['environment']
  /** What is stopped has so long before it is killed. */
  readonly stopMilliseconds: number
  readonly terminal: Terminal
}

/**
 * Runs the same command in several processes, which share the port. One that crashes is started
 * again, later each time it crashes at once. `onListening` hears when all of them listen. Resolves after SIGINT or SIGTERM when all have ended.
 * Throws CommandError where a first worker cannot start, and when they crash over and over.
 */
export async function superviseWorkers(
  { count, environment, stopMilliseconds, terminal }: WorkersOptions,
  onListening: (address: string) => void,
): Promise<void> {
  const workers = new Set<Worker>()
  const listening = new Set<Worker>()
  const restarts = new Set<NodeJS.Timeout>()
  const mostCrashes = mostImmediateCrashes * count
  let isAnnounced = false
  let crashesInARow = 0
  let isStopping = false
  let failure: CommandError | null = null

  await new Promise<void>((resolve) => {
    function start(): void {
      const startedAt = performance.now()
      const worker = fork()
      if (worker === null) {
        restart('could not start', 0)
        return
      }
      worker.on('error', () => {
        // Where the machine has no room for another process there is none to end.
        if (worker.process.pid !== undefined || !workers.delete(worker) || isStopping) return
        restart('could not start', 0)
      })
      workers.add(worker)
      worker.on('message', ({ address }: { address: string }) => {
        listening.add(worker)
        if (isAnnounced || listening.size < count) return
        isAnnounced = true
        onListening(address)
      })
      worker.once('exit', (code, signal) => {
        const couldStart = listening.delete(worker) || signal !== null
        workers.delete(worker)
        if (isStopping) return
        if (!isAnnounced && !couldStart) fail('a worker could not start')
        else restart(signal ?? `status ${code}`, performance.now() - startedAt)
      })
    }

    function fork(): Worker | null {
      try {
        return cluster.fork(environment)
      } catch {
        return null
      }
    }

    function restart(end: string, livedMilliseconds: number): void {
      crashesInARow = livedMilliseconds < immediateMilliseconds ? crashesInARow + 1 : 0
      if (crashesInARow === mostCrashes) {
        fail(`the workers crash as soon as they start, ${crashesInARow} times in a row`)
        return
      }
      const delay = firstDelayMilliseconds * 2 ** Math.floor(crashesInARow / count)
      terminal.err(`a worker ended (${end}); another starts in ${delay} ms`)
      const timer = setTimeout(() => {
        restarts.delete(timer)
        start()
      }, delay)
      restarts.add(timer)
    }

    function fail(words: string): void {
      failure = new CommandError(`${words}; giving up`)
      stop()
    }

    function stop(): void {
      if (isStopping) return
      isStopping = true
      for (const timer of restarts) clearTimeout(timer)
      stopAll(workers, stopMilliseconds, terminal).then(resolve)
    }

    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
    for (let n = 0; n < count; n += 1) start()
  })
  if (failure !== null) throw failure
}

/** Asks every worker to stop, and kills those that take too long. */
async function stopAll(
  workers: ReadonlySet<Worker>,
  stopMilliseconds: number,
  terminal: Terminal,
): Promise<void> {
  const ended = [...workers].map(
    (worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
  )
  for (const worker of workers) worker.process.kill('SIGTERM')
  const late = setTimeout(() => {
    terminal.err(`${workers.size} of the workers took too long to stop`)
    for (const worker of workers) worker.process.kill('SIGKILL')
  }, stopMilliseconds)
  await Promise.all(ended)
  clearTimeout(late)
}
