import { hashOf, type RevocationKey, readKey, tailOf } from './key.ts'
import { Shard } from './shard.ts'
import { search } from './slots.ts'

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
  /** The key looked for; one for all calls, so that a look-up allocates nothing. */
  readonly #key = new Uint32Array(4)

  get size(): number {
    return this.#size
  }

  /** What the typed arrays hold. */
  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.bytes ?? 0), 0)
  }

  /** The reason's number, or -1 where the key is not in. */
  reasonOf(text: RevocationKey): number {
    const tail = tailOf(text)
    const hash = hashOf(tail >= 0 ? tail : this.#tailOfDigest(text))
    const slots = this.#shards[hash >>> shardShift]?.slots
    if (slots === undefined) return -1
    const slot = search(slots, hash, text, this.#key)
    return slot < 0 ? -1 : (slots.reasons[slot] as number)
  }

  /** Adds a key, then sweeps a shard where inserts have paid for one. Times in seconds. */
  add(text: RevocationKey, until: number, reason: number, now: number): void {
    readKey(text, this.#key)
    const index = hashOf(this.#key[3] as number) >>> shardShift
    const shard = this.#shards[index] ?? new Shard(index / shardCount)
    this.#shards[index] = shard
    const before = shard.count
    shard.add(text, this.#key, until, reason, now)
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
  #tailOfDigest(text: RevocationKey): number {
    readKey(text, this.#key)
    return this.#key[3] as number
  }
}
