import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { createClient } from '@ztoken/sdk'
import { attachZtoken } from '@ztoken/sdk/axios'
import { useUser as useUserInReact, ZtokenProvider } from '@ztoken/sdk/react'
import { loginGuard, useUser as useUserInVue, ztoken } from '@ztoken/sdk/vue'
import axios from 'axios'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { createSSRApp, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { createZtoken, memory } from 'ztoken'
import { createApp } from 'ztoken/server'

/** A client in axios, Vue, its router and React. */
const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store: memory() })
const app = await createApp(auth)
await app.listen({ host: '127.0.0.1', port: 0 })
const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
const client = createClient({ baseUrl })
await client.register({ phone: '13800138000', password: 'a long enough phrase', name: 'Li' })

const http = axios.create()
attachZtoken(http, client)
const { data } = await http.get('/v1/me')
assert.equal(data.data.name, 'Li')

const component = { setup: () => () => h('p', useUserInVue().value?.name ?? 'nobody') }
const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', component },
    { path: '/login', component },
    { path: '/mine', component, meta: { requiresLogin: true } },
  ],
})
router.beforeEach(loginGuard(client))
const inVue = createSSRApp(component).use(ztoken(client)).use(router)
assert.equal(
  inVue.runWithContext(() => useUserInVue().value?.name),
  'Li',
)
await router.push('/mine')
assert.equal(router.currentRoute.value.path, '/mine')

const Name = () => createElement('p', null, useUserInReact()?.name ?? 'nobody')
assert.equal(
  renderToString(createElement(ZtokenProvider, { client }, createElement(Name))),
  '<p>nobody</p>',
)

await client.logout()
await router.push('/')
await router.push('/mine')
assert.equal(router.currentRoute.value.path, '/login')

await app.close()
await auth.close()
console.log('signed in through axios, Vue, its router and React')
