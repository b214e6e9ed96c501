import { ZtokenError } from '@ztoken/contract'

/** Runs so many jobs at a time, lets so many wait, and turns the rest away at once. */
export interface Queue {
  /**
   * Throws ZtokenError `unavailable`, with the seconds after which to try again, and the signal's
   * reason where it aborts before the job began. A job that runs is not stopped.
   */
  run<Result>(job: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
}

export function createQueue(concurrency: number, limit: number): Queue {
  /** In order of arrival; a set, because whoever gives up leaves from the middle. */
  const waiting = new Set<() => void>()
  let running = 0

  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      function start(): void {
        signal?.removeEventListener('abort', leave)
        waiting.delete(start)
        resolve()
      }
      function leave(): void {
        waiting.delete(start)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', leave, { once: true })
      waiting.add(start)
    })
  }

  return {
    async run(job, signal) {
      signal?.throwIfAborted()
      if (running < concurrency) running += 1
      else if (waiting.size < limit) await turn(signal)
      else throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      try {
        return await job()
      } finally {
        const [start] = waiting
        if (start === undefined) running -= 1
        else start()
      }
    },
  }
}
