/** The upper bounds, in seconds, of the classes into which durations are counted. */
export const bucketSeconds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** How long something took each time, as Prometheus wants to know it. */
export interface Durations {
  count: number
  sumSeconds: number
  /** One for each bound, and one for what took longer; each duration is counted once. */
  readonly buckets: number[]
}

export function noDurations(): Durations {
  return { count: 0, sumSeconds: 0, buckets: new Array(bucketSeconds.length + 1).fill(0) }
}

/** A few additions: every request and every question to the store pays for it. */
export function addDuration(durations: Durations, seconds: number): void {
  durations.count += 1
  durations.sumSeconds += seconds
  let n = 0
  while (n < bucketSeconds.length && seconds > (bucketSeconds[n] as number)) n += 1
  durations.buckets[n] = (durations.buckets[n] ?? 0) + 1
}
