import type { AttemptLimit } from './allowance.ts'

/** What the core needs to be true of attempts that several servers count together. */
export interface AttemptStore {
  /**
   * Counts an attempt as `limits/allowance.ts` says; where there is no room counts nothing and says
   * how long to wait (ms). For one key time does not go back, whoever's clock lags behind.
   */
  takeAttempt(key: string, limit: AttemptLimit, now: number): Promise<number>
  /** Gives so many attempts back: the key's moment moves back by as many refills. */
  giveBackAttempt(key: string, refillMilliseconds: number, count: number): Promise<void>
  /** Out: how long until all of the key's attempts would have come back (ms); 0: there were none. */
  forgetAttempts(key: string, now: number): Promise<number>
  /** Removes keys of which all attempts had come back before this moment (ms); how many. */
  sweepAttempts(at: number): Promise<number>
}
