import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolution = 20

/** Watches how much later than due the event loop comes round: so long everybody waits. */
export function watchEventLoop(): {
  /** The longest since the last look, in milliseconds; begins anew. A percentile would hide it. */
  takeDelay(): number
  stop(): void
} {
  const delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  return {
    takeDelay() {
      // What it measures is the time from one look to the next, of which this much was meant.
      const delay = delays.max / 1e6 - resolution
      delays.reset()
      return Math.max(0, delay)
    },
    stop: () => void delays.disable(),
  }
}
