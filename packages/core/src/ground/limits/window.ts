import { createCounter, type SharedAttempts } from './counter.ts'

export interface WindowOptions {
  /** Keeps the keys of one window apart from those of another. */
  readonly kind: string
  /** So many in any span of this length, to the millisecond, wherever it begins. */
  readonly limit: number
  readonly seconds: number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly shared: SharedAttempts
}

/**
 * A bound that holds in every span of time, counted by all servers together: a limit that refills
 * lets nearly twice as much through in its first span. Each of the `limit` places of a key is free
 * again when its own time is over.
 */
export interface Window {
  /** How it went: milliseconds to wait, or how to undo it. Throws ZtokenError `unavailable`. */
  take(key: string): Promise<Taken>
}

export type Taken =
  | { readonly wait: number }
  | { readonly wait: 0; readonly giveBack: () => Promise<void> }

/** Of each window: what a process remembers at most. */
const capacity = 20_000

export function createWindow({ kind, limit, seconds, ...common }: WindowOptions): Window {
  const refillMilliseconds = seconds * 1000
  const counter = createCounter({
    ...common,
    kind,
    limit: { limit: 1, refillMilliseconds },
    capacity,
  })

  return {
    async take(key) {
      let wait = refillMilliseconds
      // From anywhere: else all who come at once would ask for the same place first.
      const first = Math.floor(Math.random() * limit)
      for (let n = 0; n < limit; n += 1) {
        const place = `${key} ${(first + n) % limit}`
        const own = counter.own.waitOf(place)
        if (own > 0) {
          wait = Math.min(wait, own)
          continue
        }
        counter.own.take(place)
        const elsewhere = await takeElsewhere(place)
        if (elsewhere === 0) return { wait: 0, giveBack: () => counter.giveBack(place) }
        wait = Math.min(wait, elsewhere)
      }
      return { wait }
    },
  }

  /** What this process counted and the others had is not forgotten here: it is asked for once. */
  async function takeElsewhere(place: string): Promise<number> {
    try {
      const wait = await counter.takeShared(place)
      if (wait > 0) counter.own.giveBack(place)
      return wait
    } catch (error) {
      counter.own.giveBack(place)
      throw error
    }
  }
}
