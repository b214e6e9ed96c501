import { ZtokenError } from '@ztoken/contract'
import { createFailureLimit } from '@ztoken/core'

/** Uploads that are let in: each holds a few megabytes from its first byte on. */
export interface Uploads {
  /**
   * Throws ZtokenError `unavailable` where too many are under way, `too_many_requests` where this
   * user has one under way or sent too many lately. Nothing of the body was read then.
   */
  admit<Result>(userId: string, upload: () => Promise<Result>): Promise<Result>
}

export interface UploadsOptions {
  readonly atOnce?: number
  readonly perUser?: number
  readonly windowSeconds?: number
}

export function createUploads(options: UploadsOptions = {}): Uploads {
  const { atOnce = 16, perUser = 30, windowSeconds = 15 * 60 } = options
  const monotonic = (): number => performance.now()
  const limit = createFailureLimit({ failures: perUser, windowSeconds, monotonic })
  const underWay = new Set<string>()

  return {
    async admit(userId, upload) {
      if (underWay.has(userId)) throw new ZtokenError('too_many_requests', { retryAfterSeconds: 1 })
      if (underWay.size >= atOnce) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      limit.requireAttempt(userId)
      underWay.add(userId)
      try {
        return await upload()
      } finally {
        underWay.delete(userId)
      }
    },
  }
}
