import { Shard } from './shard.ts'

const shardBits = 8
const shardCount: number = 2 ** shardBits
const shardShift: number = 32 - shardBits
/** What an insert pays towards the next sweep: all is swept once while a fifth of it is added. */
const slotsSweptPerInsert = 8

/**
 * Keys of 128 bits, each with the second it matters until and the number of a reason, at about 33
 * bytes an entry. It grows and is swept shard by shard: no call works on more than two of the 256.
 */
export class RevocationTable {
  readonly #shards: (Shard | undefined)[] = new Array(shardCount).fill(undefined)
  /** The shard swept next, and how many slots its sweep has in hand. */
  #cursor = 0
  #credit = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** What the typed arrays hold. */
  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.bytes ?? 0), 0)
  }

  has(key: Uint32Array): boolean {
    const shard = this.#shards[(key[0] as number) >>> shardShift]
    return shard?.has(key) === true
  }

  /** The reason's number, or -1 where the key is not in. */
  reasonOf(key: Uint32Array): number {
    const shard = this.#shards[(key[0] as number) >>> shardShift]
    return shard === undefined ? -1 : shard.reasonOf(key)
  }

  /** Adds a key, then sweeps a shard where inserts have paid for one. Times in seconds. */
  add(key: Uint32Array, until: number, reason: number, now: number): void {
    const index = (key[0] as number) >>> shardShift
    const shard = this.#shards[index] ?? new Shard(index / shardCount)
    this.#shards[index] = shard
    const before = shard.count
    shard.add(key, until, reason, now)
    this.#size += shard.count - before
    this.#credit += slotsSweptPerInsert
    if (this.#credit >= (this.#shards[this.#cursor]?.slotCount ?? 0)) this.sweep(now)
  }

  /** Sweeps the next shard. What has not ended by `now` stays. */
  sweep(now: number): void {
    const shard = this.#shards[this.#cursor]
    if (shard !== undefined) {
      const before = shard.count
      shard.sweep(now)
      this.#size += shard.count - before
      if (shard.count === 0) this.#shards[this.#cursor] = undefined
    }
    this.#cursor = (this.#cursor + 1) % shardCount
    this.#credit = 0
  }
}
