import type { Store } from '../store/store.ts'
import { dayOf } from './day-store.ts'

/** Counted this often: everybody is counted for it. */
const everyMilliseconds = 10 * 60_000

/** So far back is counted where nothing was kept: after an update, or a long rest. */
const mostBehind = 35
const keptDays = 400

/**
 * Keeps the figures of the days, those that nobody kept meanwhile as well, and forgets who was
 * active once that was counted. In: now, in milliseconds. Out: the rows removed; 0 where it was done
 * a moment ago.
 */
export function createDayKeeping(
  store: Pick<Store, 'keepDay' | 'listDays' | 'sweepDays'>,
): (now: number) => Promise<number> {
  let keptAt = Number.NEGATIVE_INFINITY

  return async (now) => {
    if (now - keptAt < everyMilliseconds) return 0
    keptAt = now
    const today = dayOf(now)
    const known = await store.listDays(today - mostBehind, mostBehind + 1)
    // The last one that was kept was not over when it was counted.
    const first = known.findLast(({ day }) => day <= today)?.day ?? today - mostBehind
    for (let day = first; day <= today; day += 1) await store.keepDay(day)
    // Yesterday's stay for a server whose clock is behind.
    return store.sweepDays({ active: today - 1, kept: today - keptDays })
  }
}
