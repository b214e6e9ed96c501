/** A moment by both clocks: one stands still while a machine sleeps, the other may be set back. */
export interface Moment {
  readonly monotonic: number
  readonly clock: number
}

/** How old what is known is. */
export interface Knowledge {
  now(): Moment
  /** Everything revoked before this moment is known. */
  reaches(moment: Moment): void
  /** Milliseconds. */
  age(): number
}

export function createKnowledge(clock: () => number, monotonic: () => number): Knowledge {
  let known: Moment = { monotonic: Number.NEGATIVE_INFINITY, clock: Number.NEGATIVE_INFINITY }

  return {
    now: () => ({ monotonic: monotonic(), clock: clock() }),
    reaches(moment) {
      if (moment.monotonic > known.monotonic) known = moment
    },
    age: () => between(known, { monotonic: monotonic(), clock: clock() }),
  }
}

export function later(moment: Moment, milliseconds: number): Moment {
  const { monotonic, clock } = moment
  return { monotonic: monotonic + milliseconds, clock: clock + milliseconds }
}

/** Milliseconds from one moment to another, by the clock that says more. */
export function between(one: Moment, other: Moment): number {
  return Math.max(other.monotonic - one.monotonic, other.clock - one.clock)
}

export function earlierOf(one: Moment, other: Moment): Moment {
  return one.monotonic < other.monotonic ? one : other
}
