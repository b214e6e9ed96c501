import { type ComputedRef, computed } from 'vue'
import { type RouteLocationRaw, useRouter } from 'vue-router'

export interface WayBack {
  /** Where it leads. */
  readonly to: ComputedRef<RouteLocationRaw>
  /** Goes there: one step back where that is the list one came from, so that it is as it was. */
  go(how?: 'push' | 'replace'): void
}

/** The way from a page below a list back to it. */
export function useWayBack(list: string): WayBack {
  const router = useRouter()
  const { back } = Object(history.state) as { readonly back?: unknown }
  const before = typeof back === 'string' && router.resolve(back).name === list ? back : null
  const to = before ?? { name: list }
  return {
    to: computed(() => to),
    go(how = 'push') {
      if (before === null) void router[how](to)
      else router.back()
    },
  }
}
