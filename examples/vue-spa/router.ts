import type { Client } from '@ztoken/sdk'
import { loginGuard } from '@ztoken/sdk/vue'
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { HomePage } from './home-page.ts'
import { LoginPage } from './login-page.ts'
import { ProfilePage } from './profile-page.ts'

export function createSiteRouter(client: Client): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', component: HomePage },
      { path: '/login', component: LoginPage },
      { path: '/profile', component: ProfilePage, meta: { requiresLogin: true } },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })
  const guard = loginGuard(client)
  router.beforeEach(guard)
  // Whoever is signed out while they look at a guarded page leaves it at once.
  client.onChange(async () => {
    const way = await guard(router.currentRoute.value)
    if (way !== true) await router.replace(way)
  })
  return router
}
