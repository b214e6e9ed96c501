import { ZtokenError } from '@ztoken/contract'
import { type IdentityName, identityKey } from '../account/identity.ts'
import type { Audit } from '../audit/audit.ts'
import { addressKey } from '../limits/address.ts'
import { createCounter } from '../limits/counter.ts'
import { requireNoWait } from '../limits/failure-limit.ts'
import { createWindow, type Taken, type WindowOptions } from '../limits/window.ts'
import type { Store } from '../store/store.ts'
import type { CodeChannel } from './sender.ts'

export interface CapsNeed {
  readonly store: Store
  readonly clock: () => number
  readonly monotonic: () => number
  readonly audit: Audit
  readonly perDay: number
}

/** How many codes are sent. Counted before sending, where all servers count together. */
export interface Caps {
  /**
   * Counts a code for this person, from this address. Where one of the bounds is reached, or the
   * count cannot be kept, nothing is counted and nothing may be sent.
   * Throws ZtokenError `too_many_requests`, `sending_closed`, `unavailable`.
   */
  take(channel: CodeChannel, name: IdentityName, address: string | null): Promise<void>
}

/** Seconds after which one person may ask for another. */
export const resendSeconds = 60
const hour = 3600
const day = 24 * hour
const perHour = 5
const perDayOfOne = 10
const perHourOfAddress = 20

/** Throws TypeError for a bound that is no whole number. */
export function createCaps({ store, clock, monotonic, audit, perDay }: CapsNeed): Caps {
  if (!Number.isSafeInteger(perDay) || perDay < 0) {
    throw new TypeError('codesPerDay is a whole number')
  }
  const common = { monotonic, clock, shared: store }
  const window = (kind: string, limit: number, seconds: number) =>
    createWindow({ ...common, kind, limit, seconds } satisfies WindowOptions)
  const minute = window('code/minute', 1, resendSeconds)
  const hourly = window('code/hour', perHour, hour)
  const daily = window('code/day', perDayOfOne, day)
  const ofAddress = window('code/address', perHourOfAddress, hour)
  // Nothing comes back within the day that its keys name.
  const ofAll = createCounter({
    ...common,
    kind: 'code/all',
    limit: { limit: Math.max(1, perDay), refillMilliseconds: day * 1000 },
    capacity: 100,
  })
  const closings = createWindow({ ...common, kind: 'code/closed', limit: 1, seconds: day })

  /** One channel's day is over: told once, by whichever server comes first. */
  async function close(channel: CodeChannel, today: number): Promise<never> {
    const told = await closings.take(`${channel} ${today}`)
    if (told.wait === 0) {
      const record = audit.record('code_sending_closed', { detail: { channel } })
      await store.addAudit([record])
      audit.announce(record)
    }
    const tomorrow = (today + 1) * day * 1000
    const retryAfterSeconds = Math.max(1, Math.ceil((tomorrow - clock()) / 1000))
    throw new ZtokenError('sending_closed', { retryAfterSeconds })
  }

  async function takeOfAll(channel: CodeChannel): Promise<void> {
    const today = Math.floor(clock() / (day * 1000))
    const key = `${channel} ${today}`
    if (perDay === 0 || ofAll.own.waitOf(key) > 0) await close(channel, today)
    ofAll.own.take(key)
    const wait = await ofAll.takeShared(key).catch((error: unknown) => {
      ofAll.own.giveBack(key)
      throw error
    })
    if (wait > 0) await close(channel, today)
  }

  return {
    async take(channel, name, address) {
      const key = identityKey(name)
      const taken: (() => Promise<void>)[] = []
      const all = async (asked: readonly Promise<Taken>[]): Promise<void> => {
        const answers = await Promise.allSettled(asked)
        let wait = 0
        for (const answer of answers) {
          if (answer.status === 'rejected') continue
          if ('giveBack' in answer.value) taken.push(answer.value.giveBack)
          else wait = Math.max(wait, answer.value.wait)
        }
        for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
        requireNoWait(wait)
      }
      try {
        // The narrowest first: of a thousand at once one comes to the next.
        await all([minute.take(key)])
        await all([hourly.take(key), daily.take(key), ofAddress.take(addressKey(address))])
        await takeOfAll(channel)
      } catch (error) {
        await Promise.allSettled(taken.map((giveBack) => giveBack()))
        throw error
      }
    },
  }
}
