import { ZtokenError } from '@ztoken/contract'

/** Runs so many jobs at a time, lets so many wait, and turns the rest away at once. */
export interface Pool {
  /** Throws ZtokenError `unavailable`, with the seconds after which to try again. */
  run<Result>(job: () => Promise<Result>): Promise<Result>
}

export function createPool(concurrency: number, queueLimit: number): Pool {
  const waiting: (() => void)[] = []
  let running = 0

  function next(): void {
    const start = waiting.shift()
    if (start === undefined) running -= 1
    else start()
  }

  return {
    async run(job) {
      if (running < concurrency) running += 1
      else if (waiting.length >= queueLimit) {
        throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      } else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await job()
      } finally {
        next()
      }
    },
  }
}
