import { KeyRingError } from './key-ring-error.ts'
import type { StoredKey, StoredKeyRing } from './stored-key.ts'

/** `next`: published and not issuing yet. `retired`: no longer issuing, its tokens may still hold. */
export type KeyState = 'next' | 'active' | 'retired'

/** When keys come and go. Milliseconds. */
export interface KeySchedule {
  /** From the beginning of one key to that of the one after it. */
  readonly rotation: number
  /** How long a key is published before it issues, so that every verifier knows it by then. */
  readonly publication: number
  /** How long after a key has stopped to issue a token of it may still hold. */
  readonly retention: number
}

/** Makes a key that begins to issue then. */
export type MakeKey = (activatesAt: number) => StoredKey

/**
 * The rules of a ring, whose keys stand in the order in which they begin. What they say depends on
 * the moment asked about and on nothing else: a clock that jumps back makes a key `next` again and
 * never takes one away, and `next` keys are verified like all others (attack T268).
 */

/**
 * The key that issues: the last that has begun, unless it has retired. Where there is none such, as
 * after the active one was revoked, the one after it begins early. Null where none may.
 */
export function issuingAt(keys: readonly StoredKey[], now: number): StoredKey | null {
  const begun = keys.findLast(({ activatesAt }) => activatesAt <= now)
  if (begun !== undefined && !hasRetired(begun, now)) return begun
  return keys.find(({ activatesAt }) => activatesAt > now) ?? null
}

export function stateAt(keys: readonly StoredKey[], key: StoredKey, now: number): KeyState {
  if (issuingAt(keys, now)?.kid === key.kid) return 'active'
  return key.activatesAt > now ? 'next' : 'retired'
}

/**
 * What is due: the first key, the next one ahead of its time, and the leaving of those of which no
 * token can hold any more. Null where nothing is.
 */
export function dueAt(
  keys: readonly StoredKey[],
  now: number,
  schedule: KeySchedule,
  make: MakeKey,
): StoredKey[] | null {
  const staying = keys.filter(({ retiresAt }) => (retiresAt ?? now) + schedule.retention >= now)
  const last = staying.at(-1)
  if (last === undefined || issuingAt(staying, now) === null) {
    return withSuccessor(staying, now, now, make)
  }
  const begins = last.activatesAt + schedule.rotation
  if (last.activatesAt <= now && begins - schedule.publication <= now) {
    return withSuccessor(staying, now, Math.max(begins, now + schedule.publication), make)
  }
  return staying.length < keys.length ? staying : null
}

/** The next key, made where there is none, begins as soon as it may: once published, or at once. */
export function rotatedAt(
  keys: readonly StoredKey[],
  now: number,
  { publication, immediately }: { readonly publication: number; readonly immediately: boolean },
  make: MakeKey,
): StoredKey[] {
  const next = keys.findLast(({ activatesAt }) => activatesAt > now)
  const published = (next?.createdAt ?? now) + publication
  return withSuccessor(keys, now, immediately ? now : Math.max(now, published), make)
}

/** Without a key; where it was the one that issues, the next one begins at once. */
export function withoutKey(
  keys: readonly StoredKey[],
  kid: string,
  now: number,
  make: MakeKey,
): StoredKey[] {
  const staying = keys.filter((key) => key.kid !== kid)
  return issuingAt(keys, now)?.kid === kid
    ? withSuccessor(staying, now, now, make)
    : linked(staying, now)
}

/** The next key begins at `at`, never later than it would have; one is made where there is none. */
function withSuccessor(
  keys: readonly StoredKey[],
  now: number,
  at: number,
  make: MakeKey,
): StoredKey[] {
  const last = keys.at(-1)
  if (last === undefined || last.activatesAt <= now) {
    return linked([...keys, make(Math.max(at, after(last)))], now)
  }
  const earlier = keys.slice(0, -1)
  const activatesAt = Math.min(last.activatesAt, Math.max(at, after(earlier.at(-1))))
  return linked([...earlier, { ...last, activatesAt }], now)
}

/** The order in which keys begin is the same for every clock, so no two begin together. */
function after(key: StoredKey | undefined): number {
  return key === undefined ? 0 : key.activatesAt + 1
}

/** Each key stops to issue when the one after it begins; what has stopped stays as it was. */
function linked(keys: readonly StoredKey[], now: number): StoredKey[] {
  return keys.map((key, index) =>
    hasRetired(key, now) ? key : { ...key, retiresAt: keys[index + 1]?.activatesAt ?? null },
  )
}

function hasRetired({ retiresAt }: StoredKey, now: number): boolean {
  return retiresAt !== null && retiresAt <= now
}

/** A ring as a store gave it. Throws KeyRingError `ring_malformed` for everything that is none. */
export function checkedRing(given: StoredKeyRing): StoredKeyRing {
  const version = requireVersion(given)
  const { keys } = given
  if (!Array.isArray(keys)) throw new KeyRingError('ring_malformed')
  // A ring once written always has a key; one that has none was written by half.
  if ((version === 0) !== (keys.length === 0)) throw new KeyRingError('ring_malformed')
  const checked = keys.map(checkedKey)
  const isOrdered = checked.every(({ activatesAt }, index) => {
    const before = checked[index - 1]
    return before === undefined || before.activatesAt < activatesAt
  })
  const isUnique = new Set(checked.map(({ kid }) => kid)).size === checked.length
  if (!isOrdered || !isUnique) throw new KeyRingError('ring_malformed')
  return { version, keys: checked }
}

/** Throws KeyRingError `ring_malformed`. */
export function requireVersion(given: StoredKeyRing): number {
  const { version } = Object(given) as StoredKeyRing
  if (!isWhole(version)) throw new KeyRingError('ring_malformed')
  return version
}

function checkedKey(given: unknown): StoredKey {
  const { kid, publicKey, sealedKey, createdAt, activatesAt, retiresAt } = Object(
    given,
  ) as StoredKey
  const areTexts = [kid, publicKey, sealedKey].every((text) => typeof text === 'string')
  const areTimes = [createdAt, activatesAt, retiresAt ?? 0].every(isWhole)
  if (!areTexts || !areTimes) throw new KeyRingError('ring_malformed')
  return { kid, publicKey, sealedKey, createdAt, activatesAt, retiresAt: retiresAt ?? null }
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
