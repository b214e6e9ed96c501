import { ZtokenError } from '@ztoken/contract'
import { createFailureLimit } from '@ztoken/core'

/** Uploads that are let in: each holds a few megabytes from its first byte on. */
export interface Uploads {
  /**
   * Throws ZtokenError `unavailable` where too many are under way, of all or from this address;
   * `too_many_requests` where this user has one under way or sent too many lately. Nothing of the
   * body was read then.
   */
  admit<Result>(claimant: Uploader, upload: () => Promise<Result>): Promise<Result>
}

/** Whose upload it is, and from where. */
export interface Uploader {
  readonly account: string
  readonly address: string | null
}

export interface UploadsOptions {
  readonly atOnce?: number
  /** Of these, from one address. */
  readonly perAddress?: number
  readonly perUser?: number
  readonly windowSeconds?: number
}

export function createUploads(options: UploadsOptions = {}): Uploads {
  const { atOnce = 16, perAddress = atOnce / 2, perUser = 30, windowSeconds = 15 * 60 } = options
  const capacity = 10_000
  const monotonic = (): number => performance.now()
  const limit = createFailureLimit({ failures: perUser, windowSeconds, capacity, monotonic })
  /** Users, and the addresses they send from. */
  const underWay = new Map<string, string | null>()

  return {
    async admit({ account: userId, address }, upload) {
      if (underWay.has(userId)) throw new ZtokenError('too_many_requests', { retryAfterSeconds: 1 })
      const fromThere = [...underWay.values()].filter((one) => one !== null && one === address)
      if (underWay.size >= atOnce || fromThere.length >= perAddress) {
        throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      }
      limit.requireAttempt(userId)
      underWay.set(userId, address)
      try {
        return await upload()
      } finally {
        underWay.delete(userId)
      }
    },
  }
}
