import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createZtoken, memory, type Ztoken, type ZtokenOptions } from 'ztoken'
import { createRemoteAuthenticator } from 'ztoken/remote'
import { createApp } from 'ztoken/server'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { frameworks, listening, type Route } from './frameworks.ts'
import { createClock, secret } from './open.ts'
import { getRaw } from './wire.ts'

const acme = { plan: 3, tenant: '企业' }
const person = { phone: '13800138000', password: 'a long enough phrase' }
const clock = createClock()

async function loginServer(options: Partial<ZtokenOptions> = {}): Promise<Ztoken> {
  const auth = await createZtoken({
    secret,
    store: memory(),
    passwords: cheapHashes,
    claims: () => acme,
    clock: clock.now,
    monotonic: clock.now,
    ...options,
  })
  onTestFinished(() => auth.close())
  return auth
}

/** What another service knows of it, by its public keys alone. */
async function elsewhere(login: Ztoken) {
  const app = await createApp(login)
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  const { port } = app.server.address() as AddressInfo
  const auth = await createRemoteAuthenticator({
    jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    authenticationClaims: true,
    clock: clock.now,
  })
  onTestFinished(() => auth.close())
  return auth
}

async function asking(port: number, token: string) {
  const { status, headers, body } = await getRaw(port, '/mine', [`z-token: ${token}`])
  return { status, headers: headers.join('\n').toLowerCase(), body: JSON.parse(body) }
}

for (const name of frameworks) {
  describe(`claims in ${name}`, () => {
    it('are on the caller, beside the library', async () => {
      const login = await loginServer()
      const port = await listening(name, login, { verb: 'loginRequired' })
      const { user, accessToken } = await login.register(person)
      const { body } = await asking(port, accessToken)
      expect(body).toEqual({ id: user.id, claims: acme })
    })

    it('A359 T116 are on the caller in another service, whose step-up is asked of the token', async () => {
      const login = await loginServer({ format: 'public', authenticationClaims: true })
      const route: Route = { verb: 'requireStepUp', stepUp: { within: 300 } }
      const port = await listening(name, await elsewhere(login), route)
      const { user, ...first } = await login.register(person)
      expect(await asking(port, first.accessToken)).toMatchObject({
        status: 200,
        body: { id: user.id, claims: acme },
      })
      clock.advance(301)
      const { accessToken } = await login.refresh(first.refreshToken)
      const refused = await asking(port, accessToken)
      expect(refused).toMatchObject({
        status: 403,
        body: { code: 4108, reason: 'step_up_required', data: { max_age: '300' } },
      })
      expect(refused.headers).toMatch(
        /www-authenticate\n?:? ?bearer error="insufficient_user_authentication", max_age=300/,
      )
      const shown = await login.verifyIdentity(login.authenticate(accessToken), person.password)
      expect((await asking(port, shown.accessToken)).status).toBe(200)
    })
  })
}
