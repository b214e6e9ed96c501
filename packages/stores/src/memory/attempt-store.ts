import { type AttemptStore, debtOf, tryOf, untouched } from '@ztoken/core'
import type { Tables } from './tables.ts'

export function attemptStore({ attempts }: Tables): AttemptStore {
  return {
    async takeAttempt(key, limit, now) {
      const { wait, kept } = tryOf(attempts.get(key) ?? untouched, now, limit)
      attempts.set(key, kept)
      return wait
    },
    async giveBackAttempt(key, refillMilliseconds, count) {
      const known = attempts.get(key)
      if (known === undefined) return
      attempts.set(key, { ...known, until: known.until - refillMilliseconds * count })
    },
    async forgetAttempts(key, now) {
      const known = attempts.get(key) ?? untouched
      attempts.delete(key)
      return debtOf(known, now)
    },
    async sweepAttempts(at) {
      const { size } = attempts
      for (const [key, { until }] of attempts) if (until < at) attempts.delete(key)
      return size - attempts.size
    },
  }
}
