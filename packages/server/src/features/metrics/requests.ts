import { createHistogram } from 'node:perf_hooks'

/** The upper bounds, in seconds, of the classes into which durations are counted. */
export const bucketSeconds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** Requests of one route that were answered with one class of status, such as 2xx. */
export interface Series {
  readonly method: string
  /** The route's pattern, never the path that was asked for; null where there was no route. */
  readonly route: string | null
  /** The first digit of the status. */
  readonly statusClass: number
  count: number
  sumSeconds: number
  /** One for each bound, and one for what took longer; each duration is counted once. */
  readonly buckets: number[]
}

/** What has happened at one route. */
export interface RouteRequests {
  count(status: number, milliseconds: number): void
}

/** How long the requests since the last look took. Null where there were none. */
export interface Durations {
  readonly p50: number | null
  readonly p99: number | null
}

export interface Requests {
  /** What counts the requests of a route; of the same route the same. */
  route(method: string, route: string | null): RouteRequests
  series(): Iterable<Series>
  /** Milliseconds; begins anew. */
  takeDurations(): Durations
}

const longestMicroseconds = 60_000_000

/**
 * Counts requests. Counting one is a few additions and one entry in a native histogram, since every
 * request pays for it. There are as many series as routes and classes of status, whatever is sent.
 */
export function createRequests(): Requests {
  const routes = new Map<string, { all: Series[]; requests: RouteRequests }>()
  const lately = createHistogram({ lowest: 1, highest: longestMicroseconds, figures: 3 })

  function routeRequests(method: string, route: string | null, all: Series[]): RouteRequests {
    return {
      count(status, milliseconds) {
        const statusClass = Math.trunc(status / 100)
        all[statusClass] ??= emptySeries(method, route, statusClass)
        add(all[statusClass], milliseconds / 1000)
        const microseconds = Math.round(milliseconds * 1000)
        lately.record(Math.min(Math.max(microseconds, 1), longestMicroseconds))
      },
    }
  }

  return {
    route(method, route) {
      const key = `${method} ${route}`
      const known = routes.get(key)
      if (known !== undefined) return known.requests
      const all: Series[] = []
      const requests = routeRequests(method, route, all)
      routes.set(key, { all, requests })
      return requests
    },
    *series() {
      for (const { all } of routes.values()) {
        for (const one of all) if (one !== undefined) yield one
      }
    },
    takeDurations() {
      const at = (percentile: number): number | null =>
        lately.count === 0 ? null : lately.percentile(percentile) / 1000
      const durations = { p50: at(50), p99: at(99) }
      lately.reset()
      return durations
    },
  }
}

function emptySeries(method: string, route: string | null, statusClass: number): Series {
  const buckets = [...bucketSeconds, Number.POSITIVE_INFINITY].map(() => 0)
  return { method, route, statusClass, count: 0, sumSeconds: 0, buckets }
}

function add(series: Series, seconds: number): void {
  series.count += 1
  series.sumSeconds += seconds
  let n = 0
  while (n < bucketSeconds.length && seconds > (bucketSeconds[n] as number)) n += 1
  series.buckets[n] = (series.buckets[n] ?? 0) + 1
}
