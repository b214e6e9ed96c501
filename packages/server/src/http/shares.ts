export interface SharesOptions<Item> {
  /** Places of the process. */
  readonly most: number
  /** Of these the oldest gives way to one more. */
  readonly mostEach: number
  /** Told that an item has lost its place. */
  readonly giveWay: (item: Item) => void
}

/** The places of a process, shared by the accounts that ask for them (attack S19). */
export interface Shares<Item> {
  /**
   * Takes a place. Where its owner has as many as anybody may, their oldest gives way; where all
   * places are taken, the oldest of whoever has the most. Out: false where nobody has more than this
   * owner would.
   */
  take(owner: unknown, item: Item): boolean
  leave(owner: unknown, item: Item): void
  of(owner: unknown): Iterable<Item>
  readonly size: number
}

/** A tenth of the places, and no more than `usual`, for each: two or three accounts take them not. */
export function shareOf(most: number, usual: number): number {
  return Math.max(1, Math.min(usual, Math.floor(most / 10)))
}

export function createShares<Item>({ most, mostEach, giveWay }: SharesOptions<Item>): Shares<Item> {
  const byOwner = new Map<unknown, Set<Item>>()
  let size = 0

  function leave(owner: unknown, item: Item): void {
    const items = byOwner.get(owner)
    if (items?.delete(item) !== true) return
    size -= 1
    if (items.size === 0) byOwner.delete(owner)
  }

  function takeFrom(owner: unknown): void {
    const [oldest] = byOwner.get(owner) ?? []
    if (oldest === undefined) return
    leave(owner, oldest)
    giveWay(oldest)
  }

  /** Whoever has the most, if that is more than this owner would have; else undefined. */
  function richest(owner: unknown): unknown {
    let found: unknown
    let largest = countOf(owner) + 1
    for (const [other, items] of byOwner) {
      if (items.size <= largest) continue
      found = other
      largest = items.size
    }
    return found
  }

  const countOf = (owner: unknown): number => byOwner.get(owner)?.size ?? 0

  return {
    take(owner, item) {
      if (countOf(owner) >= mostEach) takeFrom(owner)
      else if (size >= most) {
        const other = richest(owner)
        if (other === undefined) return false
        takeFrom(other)
      }
      const items = byOwner.get(owner) ?? new Set()
      byOwner.set(owner, items.add(item))
      size += 1
      return true
    },
    leave,
    of: (owner) => byOwner.get(owner) ?? [],
    get size() {
      return size
    },
  }
}
