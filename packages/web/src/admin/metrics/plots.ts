import type { MetricsPointView } from '@ztoken/contract'
import type { Tone } from '../plot/colours.ts'
import type { Unit } from '../plot/lines.ts'

/** One line of a plot; its name is a key of the texts. */
export interface Line {
  readonly name: LineName
  readonly tone: Tone
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
      { name: 'signIns', tone: 'first', valueAt: (point) => point.sign_ins },
      { name: 'failures', tone: 'failed', valueAt: (point) => point.sign_in_failures },
    ],
  },
  {
    name: 'sessions',
    unit: 'count',
    lines: [{ name: 'sessions', tone: 'first', valueAt: (point) => point.active_sessions }],
  },
  {
    name: 'requests',
    unit: 'rate',
    lines: [
      { name: 'requests', tone: 'first', valueAt: (point) => point.requests / point.seconds },
    ],
  },
  {
    name: 'durations',
    unit: 'milliseconds',
    lines: [
      { name: 'p50', tone: 'first', valueAt: (point) => point.p50_ms },
      { name: 'p99', tone: 'second', valueAt: (point) => point.p99_ms },
    ],
  },
  {
    name: 'lag',
    unit: 'milliseconds',
    lines: [{ name: 'lag', tone: 'first', valueAt: (point) => point.revocation_age_ms }],
  },
  {
    name: 'entries',
    unit: 'count',
    lines: [{ name: 'entries', tone: 'first', valueAt: (point) => point.revocation_entries }],
  },
  {
    name: 'delay',
    unit: 'milliseconds',
    lines: [{ name: 'delay', tone: 'first', valueAt: (point) => point.event_loop_delay_ms }],
  },
  {
    name: 'memory',
    unit: 'bytes',
    lines: [
      { name: 'memory', tone: 'first', valueAt: (point) => point.memory_bytes },
      { name: 'heap', tone: 'second', valueAt: (point) => point.heap_bytes },
    ],
  },
] as const satisfies readonly Plot[]

export type PlotName = (typeof plots)[number]['name']
