const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** The waits after each failed attempt (Standard Webhooks, deliverability and reliability). */
const waits: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]
/** How much longer a wait may be by chance, so that what failed together does not return together. */
const jitter = 0.1
const longestWait = 24 * hour

/** From the first attempt to the last, in milliseconds. */
export const scheduleMilliseconds: number = waits.reduce((sum, wait) => sum + wait, 0)

/** An attempt that failed. */
export interface FailedAttempt {
  /** How often it was tried before. */
  readonly attempts: number
  /** Milliseconds since the event. */
  readonly age: number
  /** What the receiver asked for, or null. */
  readonly retryAfterSeconds: number | null
}

/**
 * Milliseconds until a delivery is tried again, or null after the last attempt. A receiver that
 * asks for a longer wait gets it, up to a day. An attempt that a crash or a full line cut short
 * brings the end no nearer: it takes the attempts and the time together to give up.
 */
export function waitAfter({ attempts, age, retryAfterSeconds }: FailedAttempt): number | null {
  const wait = waits[Math.min(attempts, waitsWithin(age))]
  if (wait === undefined) return null
  const asked = Math.min((retryAfterSeconds ?? 0) * second, longestWait)
  return Math.max(Math.ceil(wait * (1 + jitter * Math.random())), asked)
}

/** How many waits a delivery of this age can have behind it. */
function waitsWithin(age: number): number {
  let end = 0
  return waits.filter((wait) => {
    end += wait
    return end <= age
  }).length
}
