import { describe, expect, it } from 'vitest'
import { createSSRApp, defineComponent, effectScope, h, watchEffect } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { createMemoryHistory, createRouter } from 'vue-router'
import { loginGuard, nextPath, useUser, useZtoken, useZtokenState, ztoken } from '../src/vue.ts'
import { open, password, phone } from './open.ts'

describe('the Vue plugin', () => {
  it('tells who is signed in, and again when that changes; on a server nobody is', async () => {
    const { client } = await open()
    const ours = client()
    const Greeting = defineComponent(() => {
      expect(useZtoken()).toBe(ours)
      const user = useUser()
      return () => h('p', user.value?.name ?? 'nobody')
    })
    const render = () => renderToString(createSSRApp(Greeting).use(ztoken(ours)))
    expect(await render()).toBe('<p>nobody</p>')

    const app = createSSRApp(Greeting).use(ztoken(ours))
    const seen: unknown[] = []
    const scope = effectScope()
    app.runWithContext(() =>
      scope.run(() => {
        const user = useUser()
        const state = useZtokenState()
        const shown = () => user.value?.name ?? state.value.reason
        watchEffect(() => seen.push(shown()), { flush: 'sync' })
      }),
    )
    await ours.login({ phone, password })
    // A server does not know who looks at its page.
    expect(await render()).toBe('<p>nobody</p>')
    await ours.updateUser({ name: '王五' })
    await ours.logout()
    expect(seen.filter((one, at) => one !== seen[at - 1])).toEqual([
      null,
      '张三',
      '王五',
      'logged_out',
    ])
    scope.stop()
  })

  it('says what is missing where it is not installed', async () => {
    const Lost = defineComponent(() => {
      useUser()
      return () => h('p')
    })
    await expect(renderToString(createSSRApp(Lost))).rejects.toThrow(TypeError)
  })
})

describe('the router guard', () => {
  async function site() {
    const { client } = await open()
    const ours = client()
    const page = { render: () => null }
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/', component: page },
        { path: '/login', component: page, meta: { requiresLogin: true } },
        { path: '/orders/:id', component: page, meta: { requiresLogin: true } },
        { path: '/:rest(.*)*', component: page, meta: { requiresLogin: true } },
      ],
    })
    router.beforeEach(loginGuard(ours))
    return { ours, router }
  }

  it('sends strangers to the login page and back to where they were going', async () => {
    const { ours, router } = await site()
    await router.push('/')
    expect(router.currentRoute.value.path).toBe('/')
    await router.push('/orders/7?tab=a#top')
    expect(router.currentRoute.value.path).toBe('/login')
    await ours.login({ phone, password })
    await router.push(nextPath(router.currentRoute.value.query.next))
    expect(router.currentRoute.value.fullPath).toBe('/orders/7?tab=a#top')
  })

  it('A224 never carries a way to another site', async () => {
    const { ours, router } = await site()
    const to = {
      path: '//evil.example/x',
      fullPath: '//evil.example/x',
      meta: { requiresLogin: true },
    }
    expect(await loginGuard(ours)(to)).toEqual({ path: '/login', query: { next: '/' } })
    for (const wish of ['//evil.example/x', '/\\evil.example', '/.//evil.example']) {
      await router.push(wish)
      const { path, query } = router.currentRoute.value
      expect(path).toBe('/login')
      const next = nextPath(query.next)
      expect(new URL(next, 'https://app.example').origin, wish).toBe('https://app.example')
      expect(next.startsWith('//')).toBe(false)
      await router.push('/')
    }
  })

  it('may ask for a page and a rule of its own', async () => {
    const { client } = await open()
    const guard = loginGuard(client(), { loginPath: '/in', requires: ({ path }) => path !== '/' })
    const to = (path: string) => ({ path, fullPath: path, meta: {} })
    expect(await guard(to('/'))).toBe(true)
    expect(await guard(to('/in'))).toBe(true)
    expect(await guard(to('/x'))).toEqual({ path: '/in', query: { next: '/x' } })
  })
})
