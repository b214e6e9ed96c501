import { LRUCache } from 'lru-cache'

/** How much dearer the next proof of work is, by what this process has seen of late. */
export interface Load {
  /** Counts a challenge for this address. Out: how many times as dear as usual, 1 to 8. */
  issued(address: string): number
  /** Counts a challenge that somebody solved. */
  solved(): void
}

/** What flows in and leaks away: above one step a proof is twice as dear, then four times. */
interface Level {
  readonly step: number
  /** In so long one step leaks away. */
  readonly milliseconds: number
}

const ofAddress: Level = { step: 20, milliseconds: 600_000 }
/**
 * Of everybody together what was solved counts, and not what was asked for: who asks by the thousand
 * and solves nothing makes it dearer for nobody else.
 */
const ofAll: Level = { step: 300, milliseconds: 60_000 }
export const dearest = 8
const doublings = 3
/** 1.5 MB. */
const capacity = 10_000

interface Filled {
  readonly amount: number
  readonly at: number
}

export function createLoad(monotonic: () => number): Load {
  // Set aside with the first challenge: most servers never make one.
  let addresses: LRUCache<string, Filled> | undefined
  let all: Filled = { amount: 0, at: monotonic() }

  return {
    issued(address) {
      addresses ??= new LRUCache({ max: capacity })
      const before = left(addresses.get(address) ?? { amount: 0, at: 0 }, ofAddress, monotonic())
      addresses.set(address, more(before, ofAddress))
      const steps = stepsOf(before, ofAddress) + stepsOf(left(all, ofAll, monotonic()), ofAll)
      return 2 ** Math.min(doublings, steps)
    },
    solved() {
      all = more(left(all, ofAll, monotonic()), ofAll)
    },
  }
}

function left({ amount, at }: Filled, { step, milliseconds }: Level, now: number): Filled {
  return { amount: Math.max(0, amount - ((now - at) * step) / milliseconds), at: now }
}

/** No fuller than makes it dearest: it is usual again when that has leaked away. */
function more({ amount, at }: Filled, { step }: Level): Filled {
  return { amount: Math.min(amount + 1, (doublings + 1) * step), at }
}

function stepsOf({ amount }: Filled, { step }: Level): number {
  return Math.floor(amount / step)
}
