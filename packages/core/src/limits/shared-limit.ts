import { ZtokenError } from '@ztoken/contract'

/** What the store promises of attempts; see the store's port. */
export interface SharedAttempts {
  takeAttempt(
    key: string,
    limit: { readonly limit: number; readonly windowMilliseconds: number },
    now: number,
  ): Promise<number>
  giveBackAttempt(key: string, at: number): Promise<void>
  forgetAttempts(key: string): Promise<void>
}

export interface SharedLimitOptions {
  /** Keeps the keys of one limit apart from those of another. */
  readonly kind: string
  readonly failures: number
  readonly windowSeconds: number
  readonly clock: () => number
  /** Null: nothing is shared and everything is let through. */
  readonly attempts: SharedAttempts | null
}

/** Attempts that several servers count together. */
export interface SharedLimit {
  /** Throws ZtokenError `too_many_requests`, `unavailable`. Out: when the attempt was taken. */
  take(key: string): Promise<number>
  giveBack(key: string, at: number): Promise<void>
  forget(key: string): Promise<void>
}

export function createSharedLimit(options: SharedLimitOptions): SharedLimit {
  const { kind, failures: limit, windowSeconds, clock, attempts } = options
  const windowMilliseconds = windowSeconds * 1000

  return {
    async take(key) {
      const now = clock()
      const wait =
        (await attempts?.takeAttempt(`${kind} ${key}`, { limit, windowMilliseconds }, now)) ?? 0
      if (wait > 0) {
        const retryAfterSeconds = Math.max(1, Math.ceil(wait / 1000))
        throw new ZtokenError('too_many_requests', { retryAfterSeconds })
      }
      return now
    },
    async giveBack(key, at) {
      await attempts?.giveBackAttempt(`${kind} ${key}`, at)
    },
    async forget(key) {
      await attempts?.forgetAttempts(`${kind} ${key}`)
    },
  }
}
