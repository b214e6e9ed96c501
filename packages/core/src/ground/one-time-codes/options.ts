import { isRegion } from '../account/phone.ts'
import type { CodeSenders } from './sender.ts'

/** A phone of somebody who tries an application out: nothing is sent to it. */
export interface TestPhone {
  /** In E.164. */
  readonly phone: string
  /** The code that is always right for it: six digits. */
  readonly code: string
  /** Until when, in milliseconds since 1970. */
  readonly until: number
}

/** How one-time codes are sent, and how many. */
export interface OneTimeCodesOptions {
  /** By what: a channel without a sender is not offered. */
  readonly senders?: CodeSenders
  /**
   * Countries and regions whose phones are sent codes (ISO 3166-1), or `*`: texts to some of them
   * are dear, and asked for by whoever earns by them. The default region unless given.
   */
  readonly codeRegions?: readonly string[]
  /** Codes a day (UTC) by one channel, of everybody together; then sending is closed. */
  readonly codesPerDay?: number
  readonly testPhones?: readonly TestPhone[]
}

/** Throws TypeError for regions and test phones that cannot be meant. */
export function requireCodeOptions({
  codeRegions = [],
  testPhones = [],
}: Pick<OneTimeCodesOptions, 'codeRegions' | 'testPhones'>): void {
  for (const region of codeRegions) {
    if (region !== '*' && !isRegion(region))
      throw new TypeError('codeRegions: a region is not known')
  }
  for (const { phone, code, until } of testPhones) {
    if (!/^\+[1-9][0-9]{6,14}$/.test(phone)) throw new TypeError('testPhones: a phone is in E.164')
    if (!/^[0-9]{6}$/.test(code)) throw new TypeError('testPhones: a code is six digits')
    if (!Number.isFinite(until)) throw new TypeError('testPhones: until is a time in milliseconds')
  }
}
