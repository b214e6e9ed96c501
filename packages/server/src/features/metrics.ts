import { type MetricsView, metricsOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Content } from '../http/answer.ts'
import type { Http } from '../http/route.ts'
import { countRequests } from './metrics/counting.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createAlone, type Peers } from './metrics/peers.ts'
import { expositionOf, type MetricsOfProcess, metricsOf } from './metrics/prometheus.ts'
import { sumOf } from './metrics/sum.ts'

const earlierMilliseconds = 60_000

export interface MetricsOptions {
  /** Who may read what is counted, and by which clock. */
  readonly metrics?: {
    /** Tokens of what scrapes them, of 32 characters or more; sent as `Authorization: Bearer`. */
    readonly tokens?: readonly string[]
    /** Milliseconds since 1970. */
    readonly clock?: () => number
    /** The processes whose figures are told together; none but this one unless given. */
    readonly peers?: Peers
  }
}

/** What a running server counts: as JSON for a page, and as text for Prometheus. */
export function metrics(
  { serviceRoute, app, eventStreams }: Http,
  core: Core,
  { metrics: { tokens = [], clock, peers = createAlone() } = {} }: MetricsOptions,
): void {
  const counted = createMetrics(core, eventStreams, clock)
  countRequests(app, counted)
  peers.answer('figures', (after) => counted.read(Number(after)))
  peers.answer('metrics', () => metricsOf(counted))

  serviceRoute(metricsOperations.readMetrics, tokens, async ({ after = '0' }) => {
    // Of others a step that began before has something in it.
    const from = Math.max(0, Number(after) - earlierMilliseconds)
    const views = await peers.ask('figures', String(from))
    return sumOf(views as MetricsView[], Number(after))
  })

  serviceRoute(metricsOperations.scrapeMetrics, tokens, async () => {
    const all = await peers.ask('metrics', '')
    const { type, text } = await expositionOf(all as MetricsOfProcess[])
    return new Content('text/plain', text, type)
  })
}
