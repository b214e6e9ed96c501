import { createHash } from 'node:crypto'
import { ZtokenError } from '@ztoken/contract'
import { type AttemptLimit, attemptsOut, untilAfter, waitOf } from './allowance.ts'

/** How many failures are let through, and how they come back. */
export interface FailureLimitOptions {
  readonly failures: number
  /** In this long all of them have come back, one after another. */
  readonly windowSeconds: number
  /** The first wait of a key at its limit, doubled by each more; left out: until one comes back. */
  readonly firstWaitSeconds?: number
  /** Keys remembered at most, of which each takes 250 bytes at most. */
  readonly capacity?: number
  /** Milliseconds that only ever go forward. */
  readonly monotonic: () => number
}

/**
 * Counts failures by key, each key by one number. An attempt counts before it is made and is given
 * back when it succeeds, so that two hundred at once find the same limit as two hundred in a row.
 */
export interface FailureLimit {
  /** Throws ZtokenError `too_many_requests` with the seconds to wait; counts nothing then. */
  requireAttempt(key: string): void
  /** Milliseconds until an attempt would be let through; 0: now. Counts nothing. */
  waitOf(key: string): number
  /** Counts an attempt that is let through. */
  take(key: string): void
  /** The key's failures are forgotten. Out: how many there were. */
  forget(key: string): number
  /** So many attempts were not made or not failures: they are given back, and no others. */
  giveBack(key: string, count?: number): void
  /** Keys remembered. What is over leaves within a minute of the next attempt. */
  readonly size: number
}

const sweepMilliseconds = 60_000
const longestKey = 64

/** Throws TypeError for options that are no whole numbers. */
export function createFailureLimit(options: FailureLimitOptions): FailureLimit {
  const { failures, windowSeconds, firstWaitSeconds, capacity = 100_000, monotonic } = options
  for (const number of [failures, windowSeconds, firstWaitSeconds ?? 1, capacity]) {
    if (!Number.isSafeInteger(number) || number < 1) throw new TypeError('limits are whole numbers')
  }
  const limit: AttemptLimit = {
    limit: failures,
    refillMilliseconds: Math.ceil((windowSeconds * 1000) / failures),
    ...(firstWaitSeconds !== undefined && { firstWaitMilliseconds: firstWaitSeconds * 1000 }),
  }
  return createFailureCount(limit, { capacity, monotonic })
}

/** The same for a limit as the store takes it. */
export function createFailureCount(
  limit: AttemptLimit,
  options: Pick<FailureLimitOptions, 'capacity' | 'monotonic'>,
): FailureLimit {
  const { capacity = 100_000 } = options
  // Parts of a millisecond would not add up to whole attempts.
  const monotonic = (): number => Math.floor(options.monotonic())
  /** Apart, so that room is made without a search: a key at its limit goes last (attack A069). */
  const below = new Map<string, number>()
  const full = new Map<string, number>()
  let sweptAt = monotonic()

  function untilOf(key: string): number {
    return below.get(key) ?? full.get(key) ?? 0
  }

  function keep(key: string, until: number, now: number): void {
    below.delete(key)
    full.delete(key)
    if (until <= now) return
    const isFull = attemptsOut(until, now, limit) >= limit.limit
    if (below.size + full.size >= capacity) dropOldest(below.size > 0 ? below : full)
    ;(isFull ? full : below).set(key, until)
  }

  /** What is over leaves; a key that is not at its limit any more may go before those that are. */
  function sweep(now: number): void {
    if (now - sweptAt < sweepMilliseconds) return
    sweptAt = now
    for (const [key, until] of below) if (until <= now) below.delete(key)
    for (const [key, until] of full) {
      if (attemptsOut(until, now, limit) < limit.limit) keep(key, until, now)
    }
  }

  return {
    requireAttempt(given) {
      const key = shortened(given)
      const now = monotonic()
      requireNoWait(waitOf(untilOf(key), now, limit))
      sweep(now)
      keep(key, untilAfter(untilOf(key), now, limit), now)
    },
    waitOf: (key) => waitOf(untilOf(shortened(key)), monotonic(), limit),
    take(given) {
      const key = shortened(given)
      const now = monotonic()
      sweep(now)
      keep(key, untilAfter(untilOf(key), now, limit), now)
    },
    forget(given) {
      const key = shortened(given)
      const count = attemptsOut(untilOf(key), monotonic(), limit)
      below.delete(key)
      full.delete(key)
      return count
    },
    giveBack(given, count = 1) {
      const key = shortened(given)
      const until = untilOf(key)
      if (until > 0) keep(key, until - count * limit.refillMilliseconds, monotonic())
    },
    get size() {
      return below.size + full.size
    },
  }
}

/** Throws ZtokenError `too_many_requests` with the seconds to wait, unless there is no wait. */
export function requireNoWait(milliseconds: number): void {
  if (milliseconds > 0) throw tooMany(milliseconds)
}

/** What somebody is told who has to wait so long. */
export function tooMany(milliseconds: number): ZtokenError {
  const retryAfterSeconds = Math.max(1, Math.ceil(milliseconds / 1000))
  return new ZtokenError('too_many_requests', { retryAfterSeconds })
}

function dropOldest(entries: Map<string, number>): void {
  for (const key of entries.keys()) {
    entries.delete(key)
    return
  }
}

/** What strangers choose takes no more room than this, however long it is. */
function shortened(key: string): string {
  if (key.length <= longestKey) return key
  return createHash('sha256').update(key).digest('base64url')
}
