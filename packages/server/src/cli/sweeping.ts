import { type Core, unfailing } from '@ztoken/core'

export interface SweepingOptions {
  readonly everyMilliseconds?: number
  readonly report: (error: unknown) => void
}

/** The first is soon after the start: the overview shows what it counts. */
const firstMilliseconds = 5_000

/** One sweep does a bounded piece of the work; what is left over is done soon. */
const soonMilliseconds = 100
const jitter = 0.2

/**
 * Removes what can matter to nobody any more, now and then. Several servers may do it at once; they
 * do it at different moments.
 */
export function startSweeping(
  core: Pick<Core, 'sweep'>,
  { everyMilliseconds = 600_000, report }: SweepingOptions,
): { stop(): void } {
  const told = unfailing(report)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function sweepAfter(milliseconds: number): void {
    timer = setTimeout(async () => {
      const removed = await core.sweep().catch((error: unknown) => {
        told(error)
        return 0
      })
      if (!isStopped) sweepAfter(removed > 0 ? soonMilliseconds : aboutEvery())
    }, milliseconds)
    // Nothing waits for it.
    timer.unref()
  }

  function aboutEvery(): number {
    return everyMilliseconds * (1 - jitter + 2 * jitter * Math.random())
  }

  sweepAfter(Math.min(firstMilliseconds, aboutEvery()))
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
