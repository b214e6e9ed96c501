import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolution = 20

/** Watches how much later than due the event loop comes round. */
export function watchEventLoop(): {
  /** Milliseconds at the 99th percentile since the last look; begins anew. */
  takeDelay(): number
  stop(): void
} {
  const delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  return {
    takeDelay() {
      // What it measures is the time from one look to the next, of which this much was meant.
      const delay = delays.percentile(99) / 1e6 - resolution
      delays.reset()
      return Math.max(0, delay)
    },
    stop: () => void delays.disable(),
  }
}
