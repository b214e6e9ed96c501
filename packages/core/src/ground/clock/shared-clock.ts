import { ZtokenError } from '@ztoken/contract'
import type { Store } from '../store/store.ts'

export interface SharedClockOptions {
  readonly store: Pick<Store, 'now'>
  /** This process's own clock: milliseconds since 1970. */
  readonly clock: () => number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** How far two clocks may differ. */
  readonly leewaySeconds: number
  /** Told once when they differ by more, until they agree again. */
  readonly report: (error: unknown) => void
}

/**
 * The clock that all who share the store go by. What one server writes down another compares, and
 * sweeps: by clocks of their own, one that is ahead would forget what the others still need.
 */
export interface SharedClock {
  /** Milliseconds since 1970, from memory: this process's clock, put right by what was measured. */
  now(): number
  /** The same for a moment of this process's own clock. */
  at(own: number): number
  /** How far this process's clock is ahead, in milliseconds; 0 where there is only one clock. */
  readonly difference: number
  /** Measures anew. Out: the earlier of the two clocks. Throws ZtokenError `unavailable`. */
  compare(): Promise<number>
  /** Throws ZtokenError `clock_differs` where the clocks are further apart than the leeway. */
  requireAgreement(): void
  /** Begins to measure now and then. */
  follow(): void
  close(): void
}

const measureMilliseconds = 5000
/** Below this, clocks that agree to a hair would be said to differ where there is no leeway. */
const leastLeewaySeconds = 1

export function createSharedClock(options: SharedClockOptions): SharedClock {
  const { store, clock, monotonic, report } = options
  const leeway = Math.max(options.leewaySeconds, leastLeewaySeconds) * 1000
  let difference = 0
  let isAlone = false
  let isReported = false
  let timer: NodeJS.Timeout | undefined
  let isOpen = true

  async function compare(): Promise<number> {
    const [asked, own] = [monotonic(), clock()]
    const theirs = await store.now()
    isAlone = theirs === null
    if (theirs === null) return own
    // The answer was read somewhere on the way: half of the way, give or take the other half.
    const half = (monotonic() - asked) / 2
    const found = own + half - theirs
    difference = Math.abs(found) <= half + 1 ? 0 : Math.round(found)
    if (hasAgreed()) isReported = false
    else if (!isReported) {
      isReported = true
      report(disagreement())
    }
    return Math.min(own, theirs)
  }

  function hasAgreed(): boolean {
    return Math.abs(difference) <= leeway
  }

  function disagreement(): Error {
    const seconds = (Math.abs(difference) / 1000).toFixed(1)
    const where = difference > 0 ? 'ahead of' : 'behind'
    return new Error(`this machine's clock is ${seconds} s ${where} the database's`)
  }

  function measureLater(): void {
    timer = setTimeout(() => {
      compare()
        // That the store is down is told by who asks it more often.
        .catch(() => undefined)
        .finally(() => {
          if (isOpen) measureLater()
        })
    }, measureMilliseconds)
    timer.unref()
  }

  return {
    now: () => clock() - difference,
    at: (own) => own - difference,
    get difference() {
      return difference
    },
    compare,
    requireAgreement() {
      if (hasAgreed()) return
      const cause = disagreement()
      throw new ZtokenError('clock_differs', { retryAfterSeconds: 5, cause })
    },
    follow() {
      if (!isAlone) measureLater()
    },
    close() {
      isOpen = false
      clearTimeout(timer)
    },
  }
}
