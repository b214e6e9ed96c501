import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createZtoken, memory } from 'ztoken'
import { createRemoteAuthenticator } from 'ztoken/remote'
import { createApp } from 'ztoken/server'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { frameworks, listening, type Route } from './frameworks.ts'
import { secret } from './open.ts'

const permissionToken = 'permission-token-of-32-characters'
const person = { phone: '13800138000', password: 'a long enough phrase' }

/** A login server, and a route of another service that knows it by its keys and its feed alone. */
async function opened(name: string, route: Route) {
  const login = await createZtoken({
    secret,
    store: memory(),
    format: 'public',
    passwords: cheapHashes,
  })
  onTestFinished(() => login.close())
  const app = await createApp(login, { feed: { permissionTokens: [permissionToken] } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const auth = await createRemoteAuthenticator({
    jwksUrl: `${address}/.well-known/jwks.json`,
    feedUrl: `${address}/v1/revocations`,
    feedToken: permissionToken,
    permissions: true,
  })
  onTestFinished(() => auth.close())
  const port = await listening(name, auth, route)
  const { accessToken, user } = await login.register(person)
  return {
    login,
    user,
    async mine() {
      const headers = { 'z-token': accessToken }
      const reply = await fetch(`http://127.0.0.1:${port}/mine`, { headers })
      const body = (await reply.json()) as { id?: string; reason?: string }
      return body.id ?? body.reason
    },
  }
}

const routes: readonly Route[] = [
  { verb: 'requirePermission', wanted: 'article:edit' },
  { verb: 'requireRole', wanted: 'editor' },
]

for (const name of frameworks) {
  describe(`a guard in another service, in ${name}`, () => {
    for (const route of routes) {
      it(`A134 ${route.verb} follows what the login server gives and takes away`, async () => {
        const { login, user, mine } = await opened(name, route)
        expect(await mine()).toBe('permission_denied')
        await login.putRole({ name: 'editor', permissions: ['article:*'] })
        await login.updateManagedUser(user.id, { roles: ['editor'] })
        expect(await mine()).toBe(user.id)
        await login.updateManagedUser(user.id, { roles: [] })
        await vi.waitFor(async () => expect(await mine()).toBe('permission_denied'), 30_000)
      })
    }
  })
}
