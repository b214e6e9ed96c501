import type { MetricsPointView, MetricsView } from '@ztoken/contract'
import type { Totals } from './totals.ts'

/**
 * What several processes counted, as one. The one that has counted for longest gives the steps, so
 * that the answer does not depend on who is asked; of the others a step has what they told in it.
 */
export function sumOf(views: readonly MetricsView[], after: number): MetricsView {
  const [base, ...others] = [...views].sort(
    (one, other) => one.since - other.since || (one.process < other.process ? -1 : 1),
  )
  if (base === undefined) throw new TypeError('nobody counted anything')
  if (others.length === 0) return { ...base, points: base.points.filter(({ at }) => at > after) }
  const points = base.points.map((point, n) => {
    const began = base.points[n - 1]?.at ?? point.at - point.seconds * 1000
    return others
      .flatMap((other) => other.points.filter(({ at }) => at > began && at <= point.at))
      .reduce(together, point)
  })
  return {
    ...base,
    scope: 'server',
    process: views
      .map(({ process }) => process)
      .sort()
      .join('+'),
    totals: others.reduce((sum, { totals }) => sumOfTotals(sum, totals), base.totals),
    points: points.filter(({ at }) => at > after),
  }
}

/** Beside what adds up the worst counts; nobody knows the true median of all, their mean is near it. */
function together(one: MetricsPointView, other: MetricsPointView): MetricsPointView {
  return {
    ...one,
    ...sumOfTotals(one, other),
    p50_ms: meanOf(one, other),
    p99_ms: most(one.p99_ms, other.p99_ms),
    revocation_age_ms: Math.max(one.revocation_age_ms, other.revocation_age_ms),
    revocation_entries: Math.max(one.revocation_entries, other.revocation_entries),
    active_sessions: one.active_sessions ?? other.active_sessions,
    event_loop_delay_ms: Math.max(one.event_loop_delay_ms, other.event_loop_delay_ms),
    memory_bytes: one.memory_bytes + other.memory_bytes,
    heap_bytes: one.heap_bytes + other.heap_bytes,
  }
}

function meanOf(one: MetricsPointView, other: MetricsPointView): number | null {
  if (one.p50_ms === null || other.p50_ms === null) return one.p50_ms ?? other.p50_ms
  const requests = one.requests + other.requests
  return (one.p50_ms * one.requests + other.p50_ms * other.requests) / requests
}

function most(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

function sumOfTotals(one: Totals, other: Totals): Totals {
  return {
    sign_ins: one.sign_ins + other.sign_ins,
    sign_in_failures: one.sign_in_failures + other.sign_in_failures,
    registrations: one.registrations + other.registrations,
    refreshes: one.refreshes + other.refreshes,
    requests: one.requests + other.requests,
    server_errors: one.server_errors + other.server_errors,
  }
}
