/** What waits for one endpoint: a few under way and a few behind them. */
export interface Line<Item> {
  /** How many more it takes. */
  room(): number
  /** Full, and nothing has moved between two looks: the others do not wait for it. */
  isStuck(): boolean
  look(): void
  add(item: Item): void
  /** Gives back what has not begun. */
  clear(): Item[]
  /** Resolves when nothing is left. */
  idle(): Promise<void>
}

const atOnce = 4
/** Three times what is under way: the last one begins before three time-outs are over. */
export const lineCapacity = 12

/** `handle` never throws. `onRoom` is called when nothing waits behind what is under way. */
export function createLine<Item>(
  handle: (item: Item) => Promise<void>,
  onRoom: () => void,
): Line<Item> {
  const waiting: Item[] = []
  const underWay = new Set<Promise<void>>()
  let hasMoved = true
  let isStuck = false

  const room = (): number => lineCapacity - waiting.length - underWay.size

  function begin(item: Item): void {
    const work = handle(item).then(() => {
      underWay.delete(work)
      hasMoved = true
      isStuck = false
      const next = waiting.shift()
      if (next === undefined) onRoom()
      else begin(next)
    })
    underWay.add(work)
  }

  return {
    room,
    isStuck: () => isStuck,
    look() {
      isStuck = room() <= 0 && !hasMoved
      hasMoved = false
    },
    add(item) {
      if (underWay.size < atOnce) begin(item)
      else waiting.push(item)
    },
    clear: () => waiting.splice(0),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
