/** Faults in the background, e.g. of a database that is down: said, and not said without end. */
export interface FaultLog {
  report(error: unknown): void
  /** Where they are written from now on; `count`: how many there were since the last time. */
  writeTo(write: (error: Error, count: number) => void): void
}

export interface FaultLogOptions {
  readonly quietMilliseconds?: number
  /** Milliseconds that only go forward. */
  readonly monotonic?: () => number
}

export function createFaultLog(options: FaultLogOptions = {}): FaultLog {
  const { quietMilliseconds = 10_000, monotonic = () => performance.now() } = options
  let write: (error: Error, count: number) => void = () => undefined
  let count = 0
  let quietUntil = Number.NEGATIVE_INFINITY

  return {
    report(error) {
      count += 1
      if (monotonic() < quietUntil) return
      write(error instanceof Error ? error : new Error('failed'), count)
      count = 0
      quietUntil = monotonic() + quietMilliseconds
    },
    writeTo(writer) {
      write = writer
    },
  }
}
