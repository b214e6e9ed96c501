// A guard in workerd against a login server on Node: what it learns, and when.
import { setTimeout as wait } from 'node:timers/promises'
import { Miniflare } from 'miniflare'
import { createZtoken, memory } from 'ztoken'
import { createApp } from 'ztoken/server'

const feedToken = 'dGhlIGZlZWQgb2YgdGhlIHRyaWFsLCBub3RoaW5nIGVsc2U='
const secret = 'p4ck3d-S3cret-oF-32-bytes-at-least!'
const auth = await createZtoken({ secret, store: memory(), format: 'public' })
const app = await createApp(auth, { feed: { permissionTokens: [feedToken] } })
const login = await app.listen({ port: 0, host: '127.0.0.1' })
const worker = new Miniflare({
  modules: true,
  scriptPath: 'worker.js',
  compatibilityDate: '2026-01-01',
  compatibilityFlags: ['nodejs_compat'],
  bindings: { LOGIN: login, FEED_TOKEN: feedToken },
})

const person = { phone: '13800138000', password: 'a long enough phrase' }
const { user } = await auth.register(person)
await auth.putRole({ name: 'editor', permissions: ['article:edit'] })

async function ask(path, token) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { status } = await fetch(new URL(path, await worker.ready), { headers })
  return status
}

function requireAnswers(what, found, expected) {
  if (found.join() !== expected.join()) throw new Error(`${what}: answered ${found}`)
}

const { accessToken } = await auth.login(person)
requireAnswers(
  'a guard',
  [await ask('/hono', accessToken), await ask('/fetch', accessToken), await ask('/fetch')],
  [200, 200, 401],
)
await auth.rotateKeys({ immediately: true })
const fresh = await auth.login(person)
requireAnswers('a new key', [await ask('/fetch', fresh.accessToken)], [200])

// Beyond the two seconds of the worker nothing is known any more, and nobody follows.
await auth.logout(accessToken)
await wait(2500)
requireAnswers('stale knowledge, refuse', [await ask('/refuse', fresh.accessToken)], [503])
const together = await Promise.all(Array.from({ length: 5 }, () => ask('/hono', accessToken)))
requireAnswers('a logout', together, [401, 401, 401, 401, 401])
requireAnswers('knowledge that was asked for', [await ask('/refuse', fresh.accessToken)], [200])

const edit = () => ask('/edit', fresh.accessToken)
requireAnswers('a permission nobody gave', [await edit()], [403])
await auth.updateManagedUser(user.id, { roles: ['editor'] })
requireAnswers('a permission', await Promise.all([edit(), edit(), edit()]), [200, 200, 200])
await auth.updateManagedUser(user.id, { roles: [] })
await wait(2500)
requireAnswers('a permission that was taken away', [await edit()], [403])

await worker.dispose()
await app.close()
await auth.close()
console.log(
  'guarded; a logout and the end of a right are known once the knowledge is stale, a new key at its first token',
)
