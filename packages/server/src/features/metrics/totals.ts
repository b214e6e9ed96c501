import { type MetricsView, refresh } from '@ztoken/contract'
import type { AuditEvent, Core } from '@ztoken/core'
import type { Requests } from './requests.ts'

/** What was counted since the start, by its name on the wire. */
export type Totals = MetricsView['totals']

const eventOf = {
  sign_ins: 'login',
  sign_in_failures: 'login_failed',
  registrations: 'user_registered',
} as const satisfies Partial<Record<keyof Totals, AuditEvent>>

/** What happens in this process: events of the core, and what requests came to. */
export function countTotals(
  core: Pick<Core, 'on'>,
  requests: Requests,
): { now(): Totals; stop(): void } {
  const events = { sign_ins: 0, sign_in_failures: 0, registrations: 0 }
  const ends = Object.entries(eventOf).map(([name, event]) =>
    core.on(event, () => {
      events[name as keyof typeof events] += 1
    }),
  )

  return {
    now() {
      const totals: Totals = { ...events, refreshes: 0, requests: 0, server_errors: 0 }
      for (const { method, route, statusClass, durations } of requests.series()) {
        const { count } = durations
        totals.requests += count
        if (statusClass === 5) totals.server_errors += count
        // No event tells of a refresh: the audit has none of what happens so often.
        const isRefresh = method === 'POST' && route?.endsWith(refresh.path) === true
        if (isRefresh && statusClass === 2) totals.refreshes += count
      }
      return totals
    },
    stop() {
      for (const end of ends) end()
    },
  }
}

/** What came between two moments. */
export function differenceOf(later: Totals, earlier: Totals): Totals {
  return {
    sign_ins: later.sign_ins - earlier.sign_ins,
    sign_in_failures: later.sign_in_failures - earlier.sign_in_failures,
    registrations: later.registrations - earlier.registrations,
    refreshes: later.refreshes - earlier.refreshes,
    requests: later.requests - earlier.requests,
    server_errors: later.server_errors - earlier.server_errors,
  }
}
