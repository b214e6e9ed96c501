import type { Registry } from 'prom-client'
import { familiesOf } from './families.ts'
import type { Metrics } from './metrics.ts'

/** What one process tells, as it goes to another. */
export type MetricsOfProcess = readonly unknown[]

/** What the runtime tells of its process: once, however many applications run in it. */
let ofTheProcess: Registry | null = null

/** Gauges that are called as counters are, and sums of what stands beside them. */
const misnamed: ReadonlySet<string> = new Set([
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
])

/** The library is loaded when somebody asks for the first time. */
export async function metricsOf(metrics: Metrics): Promise<MetricsOfProcess> {
  const { Registry, collectDefaultMetrics } = await import('prom-client')
  if (ofTheProcess === null) {
    ofTheProcess = new Registry()
    collectDefaultMetrics({ register: ofTheProcess, eventLoopMonitoringPrecision: 20 })
  }
  const ofRuntime = await ofTheProcess.getMetricsAsJSON()
  return [...(await familiesOf(metrics)), ...ofRuntime.filter(({ name }) => !misnamed.has(name))]
}

/**
 * What several processes told, together, in the text format of Prometheus (exposition format 0.0.4).
 * Names and units follow its conventions; labels are patterns of routes, never what was sent.
 */
export async function expositionOf(
  all: readonly MetricsOfProcess[],
): Promise<{ type: string; text: string }> {
  const { AggregatorRegistry } = await import('prom-client')
  const registry = AggregatorRegistry.aggregate(all.map((told) => [...told]))
  return { type: registry.contentType, text: await registry.metrics() }
}
