import type { Client } from '@ztoken/sdk'
import { loginGuard } from '@ztoken/sdk/vue'
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { listRestored } from '../client/list-place.ts'
import { watchPageLoading } from './loading/page-loading.ts'
import { routes } from './routes.ts'

/** The way through the pages. Who has to sign in is sent to do so, and comes back afterwards. */
export function createPagesRouter(client: Client, base: string): Router {
  const router = createRouter({
    history: createWebHistory(base),
    routes,
    async scrollBehavior(to, _from, saved) {
      if (saved === null) return { top: 0 }
      await listRestored()
      // Who has gone on meanwhile is somewhere else.
      return router.currentRoute.value.fullPath === to.fullPath && saved
    },
  })
  const guard = loginGuard(client, { loginPath: '/sign-in' })
  router.beforeEach(guard)
  watchPageLoading(router)
  // Again when the page has been loaded: the session may have ended meanwhile.
  router.beforeResolve(guard)
  // Whoever is signed out while they look at a page of their own leaves it at once.
  client.onChange(async () => {
    const way = await guard(router.currentRoute.value)
    if (way !== true) await router.replace(way)
  })
  return router
}
