import { bucketSeconds, type Durations } from '@ztoken/core'

/** A metric as its text is written from. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** What several processes come to. */
  readonly aggregator: 'sum' | 'max'
  readonly values: readonly Sample[]
}

export interface Sample {
  readonly value: number
  /** Where it is not the family's. */
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string>>
}

type Labels = Readonly<Record<string, string>>

/** What only grows: of several processes the sum. */
export function counter(name: string, help: string, value: number): Family {
  return { name, help, type: 'counter', aggregator: 'sum', values: [{ value, labels: {} }] }
}

/** One series for each value of one label, of which there are only so many. */
export function counterBy(
  label: string,
  name: string,
  help: string,
  values: Iterable<readonly [string, number]>,
): Family {
  const samples = [...values].map(([of, value]) => ({ value, labels: { [label]: of } }))
  return { name, help, type: 'counter', aggregator: 'sum', values: samples }
}

/** What all processes measure of the same thing, the database or the machine: the worst counts. */
export function gauge(name: string, help: string, value: number | null): Family {
  const values = value === null ? [] : [{ value, labels: {} }]
  return { name, help, type: 'gauge', aggregator: 'max', values }
}

/** What each process has of its own: of several the sum. */
export function gaugeOfAll(name: string, help: string, values: readonly Sample[]): Family {
  return { name, help, type: 'gauge', aggregator: 'sum', values }
}

export function histogram(
  name: string,
  help: string,
  series: Iterable<{ readonly labels: Labels; readonly durations: Readonly<Durations> }>,
): Family {
  const values = [...series].flatMap(({ labels, durations }) => samplesOf(name, labels, durations))
  return { name, help, type: 'histogram', aggregator: 'sum', values }
}

/** Each bucket has in it what the smaller ones have. */
function samplesOf(name: string, labels: Labels, found: Readonly<Durations>): Sample[] {
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
