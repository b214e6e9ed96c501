import { metricsOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Content } from '../http/answer.ts'
import type { Http } from '../http/route.ts'
import { countRequests } from './metrics/counting.ts'
import { createMetrics } from './metrics/metrics.ts'
import { expositionOf } from './metrics/prometheus.ts'

export interface MetricsOptions {
  /** Who may read what is counted, and by which clock. */
  readonly metrics?: {
    /** Tokens of what scrapes them, of 32 characters or more; sent as `Authorization: Bearer`. */
    readonly tokens?: readonly string[]
    /** Milliseconds since 1970. */
    readonly clock?: () => number
  }
}

/** What a running server counts: as JSON for a page, and as text for Prometheus. */
export function metrics(
  { serviceRoute, app }: Http,
  core: Core,
  { metrics: { tokens = [], clock } = {} }: MetricsOptions,
): void {
  const counted = createMetrics(core, clock)
  countRequests(app, counted)

  serviceRoute(metricsOperations.readMetrics, tokens, ({ after = '0' }) =>
    counted.read(Number(after)),
  )

  serviceRoute(metricsOperations.scrapeMetrics, tokens, async () => {
    const { type, text } = await expositionOf(counted)
    return new Content('text/plain', text, type)
  })
}
