import type { ManagedUserView } from '@ztoken/contract'

export type Ban = ManagedUserView['ban']

const hour = 3_600_000
const day = 24 * hour

/** How long a ban holds, in milliseconds; null: until it is lifted. */
export const banLengths: Readonly<Record<string, number | null>> = {
  hour,
  day,
  week: 7 * day,
  month: 30 * day,
  forGood: null,
}

/** True while a ban holds; one that is over stays to be seen until it is lifted. */
export function isInForce(ban: Ban): boolean {
  return ban !== null && (ban.until === null || Date.parse(ban.until) > Date.now())
}

/**
 * The moment that a date-time field holds, in the reader's time zone. Null for one that is none,
 * that is over, or that the wire has no form for (RFC 3339 has years of four digits).
 */
export function momentIn(text: string): Date | null {
  const moment = new Date(text)
  const time = moment.getTime()
  return time > Date.now() && moment.getUTCFullYear() <= 9999 ? moment : null
}

/** What the reader's time zone is called, e.g. `Asia/Shanghai (GMT+8)`. */
export function timeZoneName(locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZoneName: 'shortOffset' })
  const offset = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value
  return `${format.resolvedOptions().timeZone} (${offset})`
}
