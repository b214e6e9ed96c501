import type { DayView } from '@ztoken/contract'

const dayMilliseconds = 86_400_000

/** So many days may be shown. */
export const spans = [7, 30, 90] as const
export type Span = (typeof spans)[number]
export const usualSpan: Span = 30

export type Figure = 'registrations' | 'active' | 'failures'

/** The days of a span, and as many before them to compare with. */
export interface Days {
  /** When each day begins, in milliseconds since 1970. */
  readonly times: readonly number[]
  /** What is known of each; null of days on which nothing was counted. */
  readonly days: readonly (DayView | null)[]
  readonly before: readonly (DayView | null)[]
}

/** Puts days in their places; the last of them is the one of `now`. */
export function placed(known: readonly DayView[], span: Span, now: number): Days {
  const byDate = new Map(known.map((day) => [day.date, day]))
  const today = Math.floor(now / dayMilliseconds)
  const all = Array.from({ length: span * 2 }, (_, n) => {
    const at = (today - span * 2 + 1 + n) * dayMilliseconds
    return { at, day: byDate.get(new Date(at).toISOString().slice(0, 10)) ?? null }
  })
  const shown = all.slice(span)
  return {
    times: shown.map(({ at }) => at),
    days: shown.map(({ day }) => day),
    before: all.slice(0, span).map(({ day }) => day),
  }
}

/** How many in all; null where nothing was counted. */
export function sumOf(days: readonly (DayView | null)[], figure: Figure): number | null {
  const known = days.filter((day) => day !== null)
  return known.length === 0 ? null : known.reduce((sum, day) => sum + day[figure], 0)
}

const fewFailures = 20
const muchMore = 3

/**
 * Today's failed sign-ins and what a day of the week before had, where today's are many and far
 * more: somebody may be guessing passwords. Null on other days.
 */
export function risenFailures(
  days: readonly (DayView | null)[],
): { readonly today: number; readonly usual: number } | null {
  const [today, ...week] = days.slice(-8).reverse()
  const known = week.filter((day) => day !== null && day !== undefined)
  if (!today || known.length === 0 || today.failures < fewFailures) return null
  const usual = known.reduce((sum, { failures }) => sum + failures, 0) / known.length
  return today.failures > usual * muchMore ? { today: today.failures, usual } : null
}
