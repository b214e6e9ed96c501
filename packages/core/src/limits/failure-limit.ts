import { ZtokenError } from '@ztoken/contract'

/** How many failures are let through in a window. */
export interface FailureLimitOptions {
  readonly failures: number
  readonly windowSeconds: number
  /** Keys remembered at most. */
  readonly capacity?: number
  /** Milliseconds that only ever go forward. */
  readonly monotonic: () => number
}

/**
 * Counts failures by key in a sliding window. An attempt counts before it is made and is given
 * back when it succeeds, so that two hundred at once find the same limit as two hundred in a row.
 */
export interface FailureLimit {
  /** Throws ZtokenError `too_many_requests` with the seconds to wait; counts nothing then. */
  requireAttempt(key: string): void
  /** The attempt succeeded: it and the key's failures so far are forgotten. */
  forget(key: string): void
  /** The attempt was not made or not a failure: it alone is given back. */
  giveBack(key: string): void
}

export function createFailureLimit(options: FailureLimitOptions): FailureLimit {
  const { failures, windowSeconds, capacity = 100_000, monotonic } = options
  for (const number of [failures, windowSeconds, capacity]) {
    if (!Number.isSafeInteger(number) || number < 1) throw new TypeError('limits are whole numbers')
  }
  const windowMilliseconds = windowSeconds * 1000
  const attempts = new Map<string, number[]>()

  function recent(key: string, now: number): number[] {
    return (attempts.get(key) ?? []).filter((at) => at > now - windowMilliseconds)
  }

  return {
    requireAttempt(key) {
      const now = monotonic()
      const times = recent(key, now)
      if (times.length >= failures) {
        const wait = ((times[0] as number) + windowMilliseconds - now) / 1000
        throw new ZtokenError('too_many_requests', {
          retryAfterSeconds: Math.max(1, Math.ceil(wait)),
        })
      }
      if (attempts.size >= capacity && !attempts.has(key)) dropOne()
      attempts.delete(key)
      attempts.set(key, [...times, now])
    },
    forget(key) {
      attempts.delete(key)
    },
    giveBack(key) {
      attempts.get(key)?.pop()
    },
  }

  /** Makes room, and never by freeing a key that is at its limit while another can go (A069). */
  function dropOne(): void {
    let tried = 0
    for (const [key, times] of attempts) {
      tried += 1
      if (times.length < failures || tried > 100) {
        attempts.delete(key)
        return
      }
    }
  }
}
