import type { MetricsPointView } from '@ztoken/contract'

export type Unit = 'count' | 'rate' | 'milliseconds' | 'bytes'

/** One line of a plot; its name is a key of the texts. */
export interface Line {
  readonly name: LineName
  valueAt(point: MetricsPointView): number | null
}

export interface Plot {
  readonly name: string
  readonly unit: Unit
  readonly lines: readonly Line[]
}

export type LineName =
  | 'signIns'
  | 'failures'
  | 'requests'
  | 'p50'
  | 'p99'
  | 'sessions'
  | 'lag'
  | 'entries'
  | 'delay'
  | 'memory'
  | 'heap'

/** Every plot of the page, in its order. The second line of a plot is dashed. */
export const plots = [
  {
    name: 'signIns',
    unit: 'count',
    lines: [
      { name: 'signIns', valueAt: (point) => point.sign_ins },
      { name: 'failures', valueAt: (point) => point.sign_in_failures },
    ],
  },
  {
    name: 'sessions',
    unit: 'count',
    lines: [{ name: 'sessions', valueAt: (point) => point.active_sessions }],
  },
  {
    name: 'requests',
    unit: 'rate',
    lines: [{ name: 'requests', valueAt: (point) => point.requests / point.seconds }],
  },
  {
    name: 'durations',
    unit: 'milliseconds',
    lines: [
      { name: 'p50', valueAt: (point) => point.p50_ms },
      { name: 'p99', valueAt: (point) => point.p99_ms },
    ],
  },
  {
    name: 'lag',
    unit: 'milliseconds',
    lines: [{ name: 'lag', valueAt: (point) => point.revocation_age_ms }],
  },
  {
    name: 'entries',
    unit: 'count',
    lines: [{ name: 'entries', valueAt: (point) => point.revocation_entries }],
  },
  {
    name: 'delay',
    unit: 'milliseconds',
    lines: [{ name: 'delay', valueAt: (point) => point.event_loop_delay_ms }],
  },
  {
    name: 'memory',
    unit: 'bytes',
    lines: [
      { name: 'memory', valueAt: (point) => point.memory_bytes },
      { name: 'heap', valueAt: (point) => point.heap_bytes },
    ],
  },
] as const satisfies readonly Plot[]

export type PlotName = (typeof plots)[number]['name']

/** The least and the most a line has been, and what it is now; null where there was no value. */
export function rangeOf(
  values: readonly (number | null)[],
): { readonly least: number; readonly most: number } | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : { least: Math.min(...known), most: Math.max(...known) }
}
