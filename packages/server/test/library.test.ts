import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createZtoken, memory, type Ztoken, type ZtokenOptions } from 'ztoken'
import { findCaller } from 'ztoken/node'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { createClock, secret, temporaryDirectory } from './open.ts'

const phone = '13800138000'
const password = 'a long enough phrase'

async function opened(options: Partial<ZtokenOptions> = {}) {
  const clock = createClock()
  const auth = await createZtoken({
    secret,
    store: memory(),
    passwords: cheapHashes,
    clock: clock.now,
    ...options,
  })
  onTestFinished(() => auth.close())
  return { auth, clock }
}

describe('the library', () => {
  it('has middleware beside the verbs that ask, under names of their own', async () => {
    const { auth } = await opened()
    const { accessToken, user } = await auth.register({ phone, password })
    const statusBehind = async (guard: ReturnType<Ztoken['loginRequired']>, token?: string) => {
      const server = createServer((request, response) =>
        guard(request, response, () => response.end(findCaller(request)?.userId ?? 'nobody')),
      ).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      const { port } = server.address() as AddressInfo
      const headers: Record<string, string> = token === undefined ? {} : { 'z-token': token }
      const reply = await fetch(`http://127.0.0.1:${port}`, { headers })
      const text = await reply.text()
      server.close()
      return reply.status === 200 ? text : reply.status
    }
    expect(await statusBehind(auth.loginRequired())).toBe(401)
    expect(await statusBehind(auth.loginRequired(), accessToken)).toBe(user.id)
    expect(await statusBehind(auth.optionalLogin())).toBe('nobody')
    expect(await statusBehind(auth.permissionRequired('user:edit'), accessToken)).toBe(403)
    expect(await statusBehind(auth.roleRequired('admin'), accessToken)).toBe(403)
    await auth.updateManagedUser(user.id, { roles: ['admin'] })
    expect(await statusBehind(auth.permissionRequired('user:edit'), accessToken)).toBe(user.id)
    expect(await statusBehind(auth.roleRequired('admin'), accessToken)).toBe(user.id)
    const caller = auth.authenticate(accessToken)
    await expect(auth.requirePermission(caller, 'user:edit')).resolves.toBeUndefined()
    await expect(auth.requireRole(caller, 'editor')).rejects.toMatchObject({
      code: 'permission_denied',
    })
  })

  it('says what happens, to one listener or to all', async () => {
    const { auth } = await opened()
    const heard: string[] = []
    const stop = auth.on('login', ({ userId }) => heard.push(`login ${userId}`))
    auth.on('*', ({ event }) => heard.push(event))
    const { user } = await auth.register({ phone, password })
    stop()
    await auth.login({ phone, password })
    await auth.ban(user.id)
    expect(heard).toEqual(['user_registered', `login ${user.id}`, 'login', 'login', 'user_banned'])
  })

  it('two on one file know of each other’s logouts', async () => {
    const { sqlite } = await import('ztoken')
    const store = sqlite(join(temporaryDirectory(), 'app.db'))
    const { auth: one, clock } = await opened({ store })
    const { auth: other } = await opened({ store, clock: clock.now })
    const { accessToken } = await one.register({ phone, password })
    expect(other.authenticate(accessToken)).toHaveProperty('userId')
    await one.logout(accessToken)
    await expect(other.authenticateAsking(accessToken)).rejects.toMatchObject({
      code: 'session_ended',
    })
    expect(() => other.authenticate(accessToken)).toThrow()
  })
})
