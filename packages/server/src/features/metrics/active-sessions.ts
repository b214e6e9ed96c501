import type { Core } from '@ztoken/core'

/** The number of open sessions in the whole database, asked for now and then. */
export interface ActiveSessions {
  /** What is known; null before the first answer and where the store could not say. */
  readonly known: number | null
  /** Asks where it is time to, and resolves when what is asked is answered. Never rejects. */
  refresh(now: number): Promise<void>
}

/** A table of a million sessions takes a while to count: asking takes at most this part of the time. */
const largestShare = 0.01
/** And this part where the store has not answered in time: it may be well again soon. */
const largestShareOfFailures = 0.1

/** In: the least time between two questions. */
export function followActiveSessions(
  core: Pick<Core, 'countSessions'>,
  everyMilliseconds: number,
): ActiveSessions {
  let known: number | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  let wait = everyMilliseconds
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const began = performance.now()
    // What the store says about its failure is in the log of whoever needs an answer.
    known = await core.countSessions().catch(() => null)
    const share = known === null ? largestShareOfFailures : largestShare
    wait = Math.max(everyMilliseconds, (performance.now() - began) / share)
  }

  return {
    get known() {
      return known
    },
    async refresh(now) {
      // A clock that was set back is no reason to wait.
      const isDue = now - askedAt >= wait || now < askedAt
      if (asking === null && isDue) {
        askedAt = now
        asking = ask().finally(() => {
          asking = null
        })
      }
      await asking
    },
  }
}
