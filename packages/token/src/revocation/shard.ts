import { hashOf, type RevocationKey, readKey } from './key.ts'
import {
  copyLive,
  countLive,
  createSlots,
  groupSlots,
  hasEnded,
  insert,
  prolong,
  type Slots,
  search,
} from './slots.ts'

const fewestSlots = groupSlots
const growth = 1.25
/** The part of the slots that may be taken; beyond it a shard moves. */
const fullest = 0.75
/** What it moves into is taken to this part at most and to 1.25th of it at least: 40 bytes an entry. */
const roomy = 0.7
/** A sweep that would drop less than this part drops nothing: moving costs as much as it saves. */
const worthDropping = 0.125

/**
 * One part of the table. It grows and shrinks by itself in small steps, so the longest pause of an
 * insert is one pass over the entries of one shard.
 */
export class Shard {
  readonly #stagger: number
  /** What is searched; replaced when the shard moves. */
  slots: Slots
  #count = 0

  /** `stagger`: 0 to 1, of each shard its own, so that they do not all grow at the same count. */
  constructor(stagger: number) {
    this.#stagger = stagger
    this.slots = createSlots(fewestSlots)
  }

  get count(): number {
    return this.#count
  }

  get slotCount(): number {
    return this.slots.count
  }

  get bytes(): number {
    return this.slots.tags.buffer.byteLength
  }

  /** Adds a key. One that is in keeps its reason and the later end. */
  add(text: RevocationKey, key: Uint32Array, until: number, reason: number, now: number): void {
    readKey(text, key)
    const slot = search(this.slots, hashOf(key[3] as number), text, key)
    if (slot >= 0) {
      // Whether what has ended was swept already must not show.
      if (hasEnded(this.slots, slot, now)) this.slots.reasons[slot] = reason
      prolong(this.slots, slot, until)
      return
    }
    if (this.#count >= this.slotCount * fullest) this.#move(countLive(this.slots, now), now)
    insert(this.slots, key, until, reason)
    this.#count += 1
  }

  /** Drops what has ended by `now`, where it is worth it. */
  sweep(now: number): void {
    const live = countLive(this.slots, now)
    if (this.#count - live > this.#count * worthDropping) this.#move(live, now)
  }

  /** Moves those that have not ended into slots of the next size with room to spare. */
  #move(live: number, now: number): void {
    const slots = createSlots(this.#sizeAbove(live / roomy))
    copyLive(this.slots, slots, now)
    this.slots = slots
    this.#count = live
  }

  /** The first step above so many slots, on this shard's own ladder. */
  #sizeAbove(least: number): number {
    if (least < fewestSlots) return fewestSlots
    const step = Math.floor(Math.log(least) / Math.log(growth) - this.#stagger) + 1
    return Math.ceil(growth ** (step + this.#stagger) / groupSlots) * groupSlots
  }
}
