import type { MetricsPointView } from '@ztoken/contract'

/** The points of the last while, the oldest first. */
export interface Ring {
  /** Points after a moment (ms). */
  after(at: number): readonly MetricsPointView[]
  add(point: MetricsPointView): void
  /** Forgets what is too old, and what a clock that was set back says has not happened yet. */
  forget(now: number): void
}

export function createRing(keptMilliseconds: number): Ring {
  let points: MetricsPointView[] = []
  return {
    after: (at) => points.filter((point) => point.at > at),
    add: (point) => void points.push(point),
    forget(now) {
      points = points.filter(({ at }) => at > now - keptMilliseconds && at <= now)
    },
  }
}
