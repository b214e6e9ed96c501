import { createHistogram } from 'node:perf_hooks'
import { addDuration, type Durations, noDurations } from '@ztoken/core'

/** Requests of one route that were answered with one class of status, such as 2xx. */
export interface Series {
  readonly method: string
  /** The route's pattern, never the path that was asked for; null where there was no route. */
  readonly route: string | null
  /** The first digit of the status. */
  readonly statusClass: number
  readonly durations: Durations
}

/** What has happened at one route. */
export interface RouteRequests {
  count(status: number, milliseconds: number): void
}

/** How long the requests since the last look took. Null where there were none. */
export interface Percentiles {
  readonly p50: number | null
  readonly p99: number | null
}

export interface Requests {
  /** What counts the requests of a route; of the same route the same. */
  route(method: string, route: string | null): RouteRequests
  series(): Iterable<Series>
  /** Milliseconds; begins anew. */
  takeDurations(): Percentiles
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
        addDuration(all[statusClass].durations, milliseconds / 1000)
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
  return { method, route, statusClass, durations: noDurations() }
}
