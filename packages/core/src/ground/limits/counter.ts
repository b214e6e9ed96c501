import { type AttemptLimit, attemptsOut } from './allowance.ts'
import type { AttemptStore } from './attempt-store.ts'
import { createFailureCount, type FailureLimit, requireNoWait } from './failure-limit.ts'

export type SharedAttempts = Omit<AttemptStore, 'sweepAttempts'>

export interface CounterOptions {
  /** Keeps the keys of one counter apart from those of another. */
  readonly kind: string
  readonly limit: AttemptLimit
  /** Keys that this process remembers at most. */
  readonly capacity: number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** Milliseconds since 1970, for what several servers count together. */
  readonly clock: () => number
  /** Null: this process counts for itself. */
  readonly shared: SharedAttempts | null
}

/** Attempts as this process counts them, and as all servers on the store do. */
export interface Counter {
  readonly own: FailureLimit
  /** Milliseconds to wait; 0: it was counted. Throws ZtokenError `unavailable`. */
  takeShared(key: string): Promise<number>
  giveBack(key: string, count?: Counted): Promise<void>
  /** Out: how many there were. */
  forget(key: string): Promise<Counted>
}

/** How many attempts: by this process, and by all together. */
export interface Counted {
  readonly own: number
  readonly all: number
}

/** One key of one counter. */
export interface Place {
  readonly counter: Counter
  readonly key: string
}

const one: Counted = { own: 1, all: 1 }

export function createCounter(options: CounterOptions): Counter {
  const { kind, limit, capacity, monotonic, clock, shared } = options
  const own = createFailureCount(limit, { capacity, monotonic })
  const { refillMilliseconds } = limit

  return {
    own,
    takeShared: async (key) => (await shared?.takeAttempt(`${kind} ${key}`, limit, clock())) ?? 0,
    async giveBack(key, count = one) {
      own.giveBack(key, count.own)
      await shared?.giveBackAttempt(`${kind} ${key}`, refillMilliseconds, count.all)
    },
    async forget(key) {
      const counted = own.forget(key)
      const debt = (await shared?.forgetAttempts(`${kind} ${key}`, clock())) ?? 0
      return { own: counted, all: attemptsOut(debt, 0, limit) }
    },
  }
}

/**
 * Counts an attempt in all of these places, or in none. Throws ZtokenError `too_many_requests`,
 * `unavailable`.
 */
export async function takeAll(places: readonly Place[]): Promise<void> {
  // What one process knows alone already refuses most, and holds while the store is down.
  requireNoWait(Math.max(...places.map(({ counter, key }) => counter.own.waitOf(key))))
  for (const { counter, key } of places) counter.own.take(key)
  const waits = await Promise.allSettled(places.map(({ counter, key }) => counter.takeShared(key)))
  const isTaken = (wait: PromiseSettledResult<number>): boolean =>
    wait.status === 'fulfilled' && wait.value === 0
  if (waits.every(isTaken)) return
  await Promise.allSettled(
    places.map(({ counter, key }, at) => {
      const all = isTaken(waits[at] as PromiseSettledResult<number>) ? 1 : 0
      return counter.giveBack(key, { own: 1, all })
    }),
  )
  for (const wait of waits) if (wait.status === 'rejected') throw wait.reason
  requireNoWait(Math.max(...waits.map((wait) => (wait.status === 'fulfilled' ? wait.value : 0))))
}

export async function giveBackAll(places: readonly Place[]): Promise<void> {
  await Promise.all(places.map(({ counter, key }) => counter.giveBack(key)))
}
