/** What the core needs to be true of the figures that are kept by the day, in UTC. */
export interface DayStore {
  /** Counts what is known of a day and keeps it, in the place of what was kept of it before. */
  keepDay(day: number): Promise<void>
  /** Those that were kept, the oldest first; at most `limit`, from `from` on. */
  listDays(from: number, limit: number): Promise<Day[]>
  /**
   * Removes who was active on days before `active`, which were counted, and the figures of days
   * before `kept`: a bounded number; how many.
   */
  sweepDays(before: { readonly active: number; readonly kept: number }): Promise<number>
}

export interface Day {
  /** Whole days since 1970-01-01, UTC. */
  readonly day: number
  /** Accounts made on that day that are still there. */
  readonly registrations: number
  /** Who signed in or was still signed in: each user once. */
  readonly active: number
  /** Sign-ins that failed, as the audit has them. */
  readonly failures: number
  /** Accounts there were when this was counted. */
  readonly users: number
}

export const dayMilliseconds = 86_400_000

/** The day of a moment. */
export function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / dayMilliseconds)
}
