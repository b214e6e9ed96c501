import cluster, { type Worker } from 'node:cluster'
import { createRelay } from './gathering.ts'
import { type StopSignal, signalled } from './signals.ts'
import { CommandError, type Terminal } from './terminal.ts'
import type { Message } from './worker.ts'

/** A worker that ends sooner than this after its start has crashed at once. */
const immediateMilliseconds = 5000
const mostImmediateCrashes = 6
const firstDelayMilliseconds = 100

export interface WorkersOptions {
  readonly count: number
  /** The variables that each of them reads. */
  readonly environment: Terminal['environment']
  /** They start at once, and open the database when this is done. */
  readonly prepared: Promise<unknown>
  /** What is stopped has so long before it is killed. */
  readonly stopMilliseconds: number
  readonly terminal: Terminal
  /** Hears, once, when all of them listen. */
  onListening(address: string): void
}

/**
 * Runs the same command in several processes, which share the port. One that crashes is started
 * again, later each time it crashes at once. Resolves after a signal to stop when all have ended.
 * Throws CommandError where a first worker cannot start, and when they crash over and over; and
 * whatever `prepared` throws.
 */
export async function superviseWorkers(options: WorkersOptions): Promise<void> {
  const { count, environment, prepared, stopMilliseconds, terminal, onListening } = options
  const workers = new Set<Worker>()
  const listening = new Set<Worker>()
  const restarts = new Set<NodeJS.Timeout>()
  const relay = createRelay(listening)
  const mostCrashes = mostImmediateCrashes * count
  let isAnnounced = false
  let crashesInARow = 0
  let isStopping = false
  let failure: unknown = null

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
      worker.on('message', (message: Message | object) => {
        if ('waits' in message) letOpen(worker)
        else if ('address' in message) listens(worker, message.address)
        else relay(worker, message)
      })
      worker.once('exit', (code, signal) => {
        const couldStart = listening.delete(worker) || signal !== null
        workers.delete(worker)
        if (isStopping) return
        if (!isAnnounced && !couldStart) giveUp('a worker could not start')
        else restart(signal ?? `status ${code}`, performance.now() - startedAt)
      })
    }

    function listens(worker: Worker, address: string): void {
      listening.add(worker)
      if (isAnnounced || listening.size < count) return
      isAnnounced = true
      onListening(address)
    }

    function letOpen(worker: Worker): void {
      prepared.then(
        () => worker.isConnected() && worker.send({ prepared: true }),
        // Whoever prepares has said what is wrong.
        () => undefined,
      )
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
        giveUp(`the workers crash as soon as they start, ${crashesInARow} times in a row`)
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

    function giveUp(words: string): void {
      fail(new CommandError(`${words}; giving up`))
    }

    function fail(error: unknown): void {
      failure ??= error
      stop('SIGTERM')
    }

    function stop(signal: StopSignal): void {
      if (isStopping) return
      isStopping = true
      for (const timer of restarts) clearTimeout(timer)
      stopAll(workers, { signal, stopMilliseconds, terminal }).then(resolve)
    }

    signalled().then(stop)
    prepared.catch(fail)
    for (let n = 0; n < count; n += 1) start()
  })
  if (failure !== null) throw failure
}

/** Asks every worker to stop, and kills those that take too long. */
async function stopAll(
  workers: ReadonlySet<Worker>,
  {
    signal,
    stopMilliseconds,
    terminal,
  }: Pick<WorkersOptions, 'stopMilliseconds' | 'terminal'> & { readonly signal: StopSignal },
): Promise<void> {
  const ended = [...workers].map(
    (worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
  )
  for (const worker of workers) worker.process.kill(signal)
  const late = setTimeout(() => {
    terminal.err(`${workers.size} of the workers took too long to stop`)
    for (const worker of workers) worker.process.kill('SIGKILL')
  }, stopMilliseconds)
  await Promise.all(ended)
  clearTimeout(late)
}
