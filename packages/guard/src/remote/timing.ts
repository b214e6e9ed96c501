/** How long things may take and how often they are done. Milliseconds. */
export interface RemoteTiming {
  /** Until everything is known at the start. */
  readonly start: number
  /** For one answer. */
  readonly answer: number
  /** Between two questions for pages while no stream is open. */
  readonly poll: number
  /** Between two while one is: what a stream has lost is known by then. */
  readonly reconcile: number
  /** What the server leaves between two heartbeats. After two of them a stream is cut. */
  readonly heartbeat: number
  /** Until the first heartbeat; later, a proxy keeps the stream back. */
  readonly firstHeartbeat: number
  /** Until a stream that was kept back is tried again. */
  readonly streamAgain: number
  /** How long a stream lasts; then it begins anew, so that two clocks cannot drift apart. */
  readonly stream: number
  /** The first wait after a failure; doubled with each, up to the longest, less a random part. */
  readonly backOff: number
  readonly longestBackOff: number
  /** Between two questions for the keys that unknown keys in tokens give rise to. */
  readonly unknownKey: number
  /** The shortest time keys are kept, whatever `max-age` says. */
  readonly leastKeyAge: number
}

export const usualTiming: RemoteTiming = {
  start: 30_000,
  answer: 5000,
  poll: 1000,
  reconcile: 60_000,
  heartbeat: 15_000,
  firstHeartbeat: 5000,
  streamAgain: 60_000,
  stream: 3_600_000,
  backOff: 500,
  longestBackOff: 15_000,
  unknownKey: 10_000,
  leastKeyAge: 10_000,
}

/**
 * How long to wait after so many failures in a row: between half and the whole of a time that
 * doubles, so that many guards do not come back together.
 */
export function backOff(failures: number, timing: RemoteTiming): number {
  const whole = Math.min(timing.longestBackOff, timing.backOff * 2 ** (failures - 1))
  return whole * (0.5 + Math.random() / 2)
}
