import cluster from 'node:cluster'
import type { Metric, Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'
import { bucketSeconds, type Series } from './requests.ts'

/** A metric as its text is written from. */
interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly values: readonly Sample[]
}

interface Sample {
  readonly value: number
  /** Where it is not the family's. */
  readonly metricName?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** What the runtime tells of its process: once, however many applications run in it. */
let ofTheProcess: Registry | null = null

/**
 * Everything in the text format of Prometheus (exposition format 0.0.4). Names and units follow its
 * conventions; labels are patterns of routes, never what was sent. The library is loaded when it is
 * asked for the first time.
 */
export async function expositionOf(metrics: Metrics): Promise<{ type: string; text: string }> {
  const { Registry, collectDefaultMetrics } = await import('prom-client')
  if (ofTheProcess === null) {
    ofTheProcess = new Registry()
    collectDefaultMetrics({ register: ofTheProcess, eventLoopMonitoringPrecision: 20 })
  }
  const ours = new Registry()
  for (const family of await familiesOf(metrics)) {
    // All that a registry asks of a metric.
    const metric = { name: family.name, get: async () => family }
    ours.registerMetric(metric as unknown as Metric)
  }
  const all = Registry.merge([ours, ofTheProcess])
  // Of several workers behind one port each scrape meets one: its counters are a series of their own.
  if (cluster.worker !== undefined) all.setDefaultLabels({ worker: String(cluster.worker.id) })
  return { type: all.contentType, text: await all.metrics() }
}

async function familiesOf(metrics: Metrics): Promise<Family[]> {
  const { sign_ins, sign_in_failures, registrations, refreshes } = metrics.totals()
  const { ageMilliseconds, entries } = metrics.revocations()
  const active = await metrics.activeSessions()
  return [
    counter('ztoken_sign_ins_total', 'Sessions begun, those of a registration too.', sign_ins),
    counter(
      'ztoken_sign_in_failures_total',
      'Attempts to sign in with a wrong phone or password.',
      sign_in_failures,
    ),
    counter('ztoken_registrations_total', 'Accounts registered by their owners.', registrations),
    counter('ztoken_refreshes_total', 'Refresh tokens traded for new tokens.', refreshes),
    gauge(
      'ztoken_sessions_active',
      'Open sessions in the whole database; left out where it cannot say.',
      active,
    ),
    gauge(
      'ztoken_revocation_age_seconds',
      'How old the knowledge of what other processes revoked is.',
      ageMilliseconds / 1000,
    ),
    gauge('ztoken_revocation_entries', 'Revocations held in memory.', entries),
    gauge(
      'ztoken_clock_difference_seconds',
      "How far this machine's clock is ahead of the database's.",
      metrics.clockDifference() / 1000,
    ),
    {
      name: 'ztoken_http_request_duration_seconds',
      help: 'How long requests took, by the pattern of their route.',
      type: 'histogram',
      values: [...metrics.requests.series()].flatMap(durationsOf),
    },
  ]
}

function counter(name: string, help: string, value: number): Family {
  return { name, help, type: 'counter', values: [{ value }] }
}

function gauge(name: string, help: string, value: number | null): Family {
  return { name, help, type: 'gauge', values: value === null ? [] : [{ value }] }
}

/** Each bucket has in it what the smaller ones have. */
function durationsOf({ method, route, statusClass, ...found }: Series): Sample[] {
  const name = 'ztoken_http_request_duration_seconds'
  const labels = { method, route: route ?? 'none', status: `${statusClass}xx` }
  let upTo = 0
  const buckets = found.buckets.map((count, n) => {
    upTo += count
    const le = n < bucketSeconds.length ? String(bucketSeconds[n]) : '+Inf'
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: upTo }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: found.sumSeconds },
    { metricName: `${name}_count`, labels, value: found.count },
  ]
}
