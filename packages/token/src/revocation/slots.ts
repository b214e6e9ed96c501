import { hashOf, type RevocationKey, readKey } from './key.ts'

/**
 * Entries in typed arrays over one buffer, 22 bytes a slot: open addressing, eight slots at a time.
 *
 * A key's home is a group of eight slots, chosen by its hash, which is made from its last word. A
 * search goes from there to the first group with a free slot. It looks at eight tags, a byte each,
 * in two words at once and reads the key only where a tag fits. Both questions have nearly always
 * the same answer, so the processor goes on to the next search while memory is still fetching for
 * this one: that, and not the number of steps, is what a search costs (the idea of Swiss tables).
 */
export interface Slots {
  readonly count: number
  /** Four words a slot. */
  readonly keys: Uint32Array
  /** The last second an entry matters in. */
  readonly untils: Uint32Array
  /** Eight bits of the hash; 0 where the slot is free. */
  readonly tags: Uint8Array
  /** The same, four in a word. */
  readonly tagWords: Int32Array
  readonly reasons: Uint8Array
}

const keyWords = 4
const lastWord = 3
export const groupSlots = 8
const wordBytes = 4
/** These bits of the hash choose the home; those above them choose the shard. */
const homeMask = 0xffffff
const homeRange = 0x1000000
/** The last second that fits (in 2106). It stands for all later ones and never ends. */
const forever = 0xffffffff

/** `count`: a multiple of eight. */
export function createSlots(count: number): Slots {
  const keyBytes = count * keyWords * wordBytes
  const untilBytes = count * wordBytes
  const buffer = new ArrayBuffer(keyBytes + untilBytes + count + count)
  return {
    count,
    keys: new Uint32Array(buffer, 0, count * keyWords),
    untils: new Uint32Array(buffer, keyBytes, count),
    tags: new Uint8Array(buffer, keyBytes + untilBytes, count),
    tagWords: new Int32Array(buffer, keyBytes + untilBytes, count / 4),
    reasons: new Uint8Array(buffer, keyBytes + untilBytes + count, count),
  }
}

/**
 * The slot that holds the key, or -1. There has to be a free slot. `hash`: of the key's last word;
 * the rest of the text is read, into `key`, only where a tag fits.
 */
export function search(slots: Slots, hash: number, text: RevocationKey, key: Uint32Array): number {
  const { tagWords } = slots
  const tag = tagOf(hash)
  const tagFourTimes = Math.imul(tag, 0x01010101)
  const groups = slots.count / groupSlots
  let group = homeOf(hash, groups)
  for (;;) {
    const one = tagWords[group * 2] as number
    const other = tagWords[group * 2 + 1] as number
    if ((zeroBytes(one ^ tagFourTimes) | zeroBytes(other ^ tagFourTimes)) !== 0) {
      const slot = searchGroup(slots, group * groupSlots, tag, text, key)
      if (slot >= 0) return slot
    }
    if ((zeroBytes(one) | zeroBytes(other)) !== 0) return -1
    group = group + 1 === groups ? 0 : group + 1
  }
}

function searchGroup(
  { tags, keys }: Slots,
  first: number,
  tag: number,
  text: RevocationKey,
  key: Uint32Array,
): number {
  readKey(text, key)
  for (let slot = first; slot < first + groupSlots; slot += 1) {
    if (tags[slot] === tag && isAt(keys, slot * keyWords, key)) return slot
  }
  return -1
}

/** Not 0 where at least one of the four bytes of a word is 0. */
function zeroBytes(word: number): number {
  return (word - 0x01010101) & ~word & 0x80808080
}

/** Puts a key that is not in into the first free slot; there has to be one. */
export function insert(slots: Slots, key: Uint32Array, until: number, reason: number): void {
  const slot = take(slots, hashOf(key[lastWord] as number))
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
    const target = take(to, hashOf(from.keys[at + lastWord] as number))
    const targetAt = target * keyWords
    to.keys[targetAt] = from.keys[at] as number
    to.keys[targetAt + 1] = from.keys[at + 1] as number
    to.keys[targetAt + 2] = from.keys[at + 2] as number
    to.keys[targetAt + 3] = from.keys[at + 3] as number
    to.untils[target] = until
    to.reasons[target] = from.reasons[slot] as number
  }
}

/** Marks the first free slot of the first group that has one, from the hash's home on, as taken. */
function take({ tags, count }: Slots, hash: number): number {
  let slot = homeOf(hash, count / groupSlots) * groupSlots
  while (tags[slot] !== 0) slot = slot + 1 === count ? 0 : slot + 1
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

function homeOf(hash: number, groups: number): number {
  return Math.floor(((hash & homeMask) * groups) / homeRange)
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
