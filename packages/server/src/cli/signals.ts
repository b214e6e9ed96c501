import cluster from 'node:cluster'

/** Service managers send SIGTERM, nginx' habit is SIGQUIT, a terminal that closes sends SIGHUP. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
export type StopSignal = (typeof signals)[number]

/**
 * Resolves with the first signal to stop. The same one once more ends the process at once, but no
 * worker: whoever signals a whole group is heard twice there, and the first process sees to the end.
 */
export function signalled(): Promise<StopSignal> {
  return new Promise((resolve) => {
    for (const signal of signals) {
      if (cluster.isWorker) process.on(signal, resolve)
      else process.once(signal, resolve)
    }
  })
}
