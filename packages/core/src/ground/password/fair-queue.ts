/** For whom something is done: what they share a queue by. Null: for the operator. */
export interface Claimant {
  /** One account, or one phone that somebody says is theirs. */
  readonly account: string | null
  /** Where it came from, as its failures are counted. */
  readonly address: string | null
}

/** What waits its turn. */
export interface Claim {
  readonly claimant: Claimant
}

/**
 * A queue in which nobody stands behind the crowd of somebody else: every account and every address
 * gets its turn (start-time fair queueing), and where all places are taken the one of the largest
 * crowd that came last makes room.
 */
export interface FairQueue<Item extends Claim> {
  /** False: there is no place. `onDisplaced` is told of another who lost theirs for it. */
  add(item: Item): boolean
  /** The next in turn; their place is held until `done`. */
  take(): Item | null
  /** Whoever was given a turn, or gives up waiting, gives the place back. */
  done(item: Item): void
  readonly waiting: number
  /** Everybody who waits leaves. */
  clear(): Item[]
}

export interface FairQueueOptions<Item> {
  /** Those who wait and those whose turn it is. */
  readonly places: number
  readonly onDisplaced: (item: Item) => void
}

/** Of all places, what one account may have at the same time; 2 at least. */
const accountShare = 0.25

interface Crowd {
  /** Of the last who came. */
  tag: number
  count: number
}

export function createFairQueue<Item extends Claim>(
  options: FairQueueOptions<Item>,
): FairQueue<Item> {
  const { places, onDisplaced } = options
  const perAccount = Math.max(2, Math.floor(places * accountShare))
  const tags = new Map<Item, number>()
  const running = new Set<Item>()
  /** Of those who have a place: no more keys than places. */
  const crowds = new Map<string, Crowd>()
  /** The tag of the last one whose turn came. */
  let now = 0

  function tagFor(claimant: Claimant): number {
    const last = keysOf(claimant).map((key) => crowds.get(key)?.tag ?? 0)
    return Math.max(now, ...last) + 1
  }

  function enter(item: Item, tag: number): void {
    tags.set(item, tag)
    for (const key of keysOf(item.claimant)) {
      crowds.set(key, { tag, count: (crowds.get(key)?.count ?? 0) + 1 })
    }
  }

  function leave(item: Item): void {
    tags.delete(item)
    running.delete(item)
    for (const key of keysOf(item.claimant)) {
      const crowd = crowds.get(key)
      if (crowd === undefined) continue
      crowd.count -= 1
      if (crowd.count === 0) crowds.delete(key)
    }
  }

  /** The one who waits with the lowest tag, or with the highest; of the same, who came first. */
  function waitingAt(end: 'first' | 'last'): Item | null {
    let found: Item | null = null
    let best = end === 'first' ? Number.POSITIVE_INFINITY : 0
    for (const [item, tag] of tags) {
      if (end === 'first' ? tag < best : tag >= best) {
        found = item
        best = tag
      }
    }
    return found
  }

  return {
    add(item) {
      const { account } = item.claimant
      const own = account === null ? 0 : (crowds.get(accountKey(account))?.count ?? 0)
      if (own >= perAccount) return false
      const tag = tagFor(item.claimant)
      if (tags.size + running.size >= places) {
        const last = waitingAt('last')
        if (last === null || (tags.get(last) ?? 0) <= tag) return false
        leave(last)
        onDisplaced(last)
      }
      enter(item, tag)
      return true
    },
    take() {
      const item = waitingAt('first')
      if (item === null) return null
      now = tags.get(item) ?? now
      tags.delete(item)
      running.add(item)
      return item
    },
    done(item) {
      if (tags.has(item) || running.has(item)) leave(item)
    },
    get waiting() {
      return tags.size
    },
    clear() {
      const all = [...tags.keys()]
      for (const item of all) leave(item)
      return all
    },
  }
}

function keysOf({ account, address }: Claimant): string[] {
  return [
    ...(account === null ? [] : [accountKey(account)]),
    ...(address === null ? [] : [`address ${address}`]),
  ]
}

function accountKey(account: string): string {
  return `account ${account}`
}
