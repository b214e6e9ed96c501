/**
 * Entries in typed arrays over one buffer, 22 bytes a slot: open addressing with linear probing.
 *
 * A key's home is its hash scaled to the number of slots. A search goes from there over the tags,
 * a byte each, to the first free slot, and reads a key only where the tag fits: most of what is
 * asked for is not in, and is answered out of a cache line of tags.
 */
export interface Slots {
  /** Four words a slot. The first word of a key is its hash. */
  readonly keys: Uint32Array
  /** The last second an entry matters in. */
  readonly untils: Uint32Array
  /** Eight bits of the hash; 0 where the slot is free. */
  readonly tags: Uint8Array
  readonly reasons: Uint8Array
}

const keyWords = 4
const wordBytes = 4
/** These bits of the hash choose the home; those above them choose the shard. */
const homeMask = 0xffffff
const homeRange = 0x1000000
/** The last second that fits (in 2106). It stands for all later ones and never ends. */
const forever = 0xffffffff

export function createSlots(count: number): Slots {
  const keyBytes = count * keyWords * wordBytes
  const untilBytes = count * wordBytes
  const buffer = new ArrayBuffer(keyBytes + untilBytes + count + count)
  return {
    keys: new Uint32Array(buffer, 0, count * keyWords),
    untils: new Uint32Array(buffer, keyBytes, count),
    tags: new Uint8Array(buffer, keyBytes + untilBytes, count),
    reasons: new Uint8Array(buffer, keyBytes + untilBytes + count, count),
  }
}

/** The slot that holds the key, or -1. There has to be a free slot. */
export function search({ keys, tags }: Slots, key: Uint32Array): number {
  const hash = key[0] as number
  const tag = tagOf(hash)
  let slot = homeOf(hash, tags.length)
  for (let found = tags[slot]; found !== 0; found = tags[slot]) {
    if (found === tag && isAt(keys, slot * keyWords, key)) return slot
    slot += 1
    if (slot === tags.length) slot = 0
  }
  return -1
}

/** Puts a key that is not in into the first free slot; there has to be one. */
export function insert(slots: Slots, key: Uint32Array, until: number, reason: number): void {
  const slot = take(slots, key[0] as number)
  slots.keys.set(key, slot * keyWords)
  slots.untils[slot] = keptSecond(until)
  slots.reasons[slot] = reason
}

/** Sets a later end, never an earlier one. */
export function prolong({ untils }: Slots, slot: number, until: number): void {
  untils[slot] = Math.max(untils[slot] as number, keptSecond(until))
}

export function hasEnded({ untils }: Slots, slot: number, now: number): boolean {
  return isOver(untils[slot] as number, now)
}

/** How many have not ended by `now`. */
export function countLive({ untils, tags }: Slots, now: number): number {
  let live = 0
  for (let slot = 0; slot < tags.length; slot += 1) {
    if (tags[slot] !== 0 && !isOver(untils[slot] as number, now)) live += 1
  }
  return live
}

/** Copies what has not ended by `now`; there has to be room for it. */
export function copyLive(from: Slots, to: Slots, now: number): void {
  for (let slot = 0; slot < from.tags.length; slot += 1) {
    const until = from.untils[slot] as number
    if (from.tags[slot] === 0 || isOver(until, now)) continue
    const at = slot * keyWords
    const target = take(to, from.keys[at] as number)
    const targetAt = target * keyWords
    to.keys[targetAt] = from.keys[at] as number
    to.keys[targetAt + 1] = from.keys[at + 1] as number
    to.keys[targetAt + 2] = from.keys[at + 2] as number
    to.keys[targetAt + 3] = from.keys[at + 3] as number
    to.untils[target] = until
    to.reasons[target] = from.reasons[slot] as number
  }
}

/** Marks the first free slot from the hash's home on as taken. */
function take({ tags }: Slots, hash: number): number {
  let slot = homeOf(hash, tags.length)
  while (tags[slot] !== 0) slot = slot + 1 === tags.length ? 0 : slot + 1
  tags[slot] = tagOf(hash)
  return slot
}

function isAt(keys: Uint32Array, at: number, key: Uint32Array): boolean {
  return (
    keys[at] === key[0] &&
    keys[at + 1] === key[1] &&
    keys[at + 2] === key[2] &&
    keys[at + 3] === key[3]
  )
}

function homeOf(hash: number, count: number): number {
  return Math.floor(((hash & homeMask) * count) / homeRange)
}

function tagOf(hash: number): number {
  return Math.max(hash & 0xff, 1)
}

/** A time as it is kept: rounded and clamped so that nothing ends earlier. */
function keptSecond(until: number): number {
  return Math.min(Math.max(Math.ceil(until), 0), forever)
}

function isOver(until: number, now: number): boolean {
  return until < now && until !== forever
}
