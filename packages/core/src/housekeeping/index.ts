import { createDayKeeping } from '../ground/days/keeping.ts'
import type { Ground } from '../ground/ground.ts'

/** What is done from time to time. */
export interface Housekeeping {
  /**
   * Removes what can matter to nobody any more: revocations whose tokens have expired, sessions
   * that are over, the audit beyond its time; and counts the day for the overview. A bounded amount
   * of work. Out: the rows removed.
   *
   * @throws ZtokenError `unavailable`.
   */
  sweep(): Promise<number>
  /** What the sweeps of this process came to since the start. */
  sweepState(): SweepState
}

export interface SweepState {
  readonly sweeps: number
  readonly rows: number
}

/** Clocks differ a little, and what a server measures of them: nothing leaves at the very second. */
const marginSeconds = 300
const endedSessionsSeconds = 30 * 86_400

export function createHousekeeping({
  store,
  sharedClock,
  lifetimes,
}: Pick<Ground, 'store' | 'sharedClock' | 'lifetimes'>): Housekeeping {
  const state = { sweeps: 0, rows: 0 }
  const keepDays = createDayKeeping(store)

  return {
    sweepState: () => state,
    async sweep() {
      // By the earlier clock, so that no single one that is ahead forgets what others still need.
      const now = await sharedClock.compare()
      const ago = (seconds: number): number => now - seconds * 1000
      const removed = [
        await store.sweepRevocations(Math.floor(now / 1000) - marginSeconds),
        await store.sweepSessions({
          endedAt: ago(endedSessionsSeconds),
          usedAt: ago(lifetimes.sessionIdle + lifetimes.accessToken + marginSeconds),
          createdAt: ago(lifetimes.session + lifetimes.accessToken + marginSeconds),
          expiredAt: ago(lifetimes.accessToken + marginSeconds),
        }),
        await store.sweepAudit(ago(lifetimes.audit)),
        await store.sweepAttempts(ago(marginSeconds)),
        await store.sweepChallenges(ago(marginSeconds)),
        await keepDays(now),
      ]
      const rows = removed.reduce((sum, each) => sum + each, 0)
      state.sweeps += 1
      state.rows += rows
      return rows
    },
  }
}
