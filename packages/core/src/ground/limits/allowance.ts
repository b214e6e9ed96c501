/** How many attempts of a key are let through at once, and how they come back. */
export interface AttemptLimit {
  /** So many at once. */
  readonly limit: number
  /** One more after each so long. */
  readonly refillMilliseconds: number
  /**
   * Whoever used them all waits this long for another try, and twice as long after each one more,
   * up to the refill. Left out: the whole refill.
   */
  readonly firstWaitMilliseconds?: number
}

/** What several clocks count together of one key (whole milliseconds since 1970). */
export interface Allowance {
  /** When all of its attempts will have come back. */
  readonly until: number
  /** When the last one was made. */
  readonly at: number
}

/** Of a key nobody knows. */
export const untouched: Allowance = { until: 0, at: 0 }

/**
 * What becomes of a key when somebody tries. An attempt that lags behind the last one, by another
 * server's clock or by a wait for the database, counts as made with it: read by its own clock, the
 * last one would seem to have all but come back. A clock that was put back further than any debt
 * reaches locks nobody out until it has caught up. Out: milliseconds to wait, 0 where it was
 * counted, and what is to be kept, which is what was given where nothing changed.
 */
export function tryOf(
  given: Allowance,
  now: number,
  limit: AttemptLimit,
): { readonly wait: number; readonly kept: Allowance } {
  const most = now + mostDebtOf(limit)
  const known =
    given.at > most || given.until > most ? { until: Math.min(given.until, most), at: now } : given
  const seen = Math.max(now, known.at)
  const wait = waitOf(known.until, seen, limit)
  return {
    wait,
    kept: wait > 0 ? known : { until: untilAfter(known.until, seen, limit), at: seen },
  }
}

/** How long until all attempts of a key will have come back, by the clock that is ahead. */
export function debtOf({ until, at }: Allowance, now: number): number {
  return Math.max(0, until - Math.max(now, at))
}

/**
 * The state of a key is one moment: when all of its attempts will have come back (GCRA, a
 * theoretical arrival time; all whole milliseconds). Each attempt moves it one refill further, so
 * that its distance from now says how many are out and since when the last one has been coming
 * back. In: that moment, 0 for a key nobody knows. Out: milliseconds to wait for the next attempt;
 * 0: at once.
 */
export function waitOf(until: number, now: number, limit: AttemptLimit): number {
  const refill = limit.refillMilliseconds
  const debt = Math.min(until - now, mostDebtOf(limit))
  const out = Math.ceil(debt / refill)
  if (debt <= 0 || out < limit.limit) return 0
  const required = waitAfter(out, limit)
  // How long the last of them has been on its way back.
  const passed = out * refill - debt
  if (required < refill) return Math.max(0, required - passed)
  return refill - passed + (out > limit.limit ? waitAfter(out - 1, limit) : 0)
}

/** The moment after one more attempt. */
export function untilAfter(until: number, now: number, limit: AttemptLimit): number {
  const debt = Math.max(0, until - now) + limit.refillMilliseconds
  return now + Math.min(debt, mostDebtOf(limit))
}

/** How many attempts are still out. */
export function attemptsOut(until: number, now: number, { refillMilliseconds }: Refill): number {
  return Math.max(0, Math.ceil((until - now) / refillMilliseconds))
}

/** After so long whatever was attempted has come back: a clock that was put back locks no longer. */
export function mostDebtOf({
  limit,
  refillMilliseconds,
  firstWaitMilliseconds,
}: AttemptLimit): number {
  const first = Math.min(firstWaitMilliseconds ?? refillMilliseconds, refillMilliseconds)
  return (limit + Math.ceil(Math.log2(refillMilliseconds / first))) * refillMilliseconds
}

type Refill = Pick<AttemptLimit, 'refillMilliseconds'>

function waitAfter(out: number, limit: AttemptLimit): number {
  const { refillMilliseconds, firstWaitMilliseconds = refillMilliseconds } = limit
  return Math.min(refillMilliseconds, firstWaitMilliseconds * 2 ** (out - limit.limit))
}
