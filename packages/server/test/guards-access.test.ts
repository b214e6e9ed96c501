import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { createZtoken, type Store, ZtokenError } from 'ztoken'
import { type Caller, callerOf, loginRequired, requirePermission } from 'ztoken/fastify'
import { guarded } from 'ztoken/node'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { frameworks, listening, type Route } from './frameworks.ts'
import { createClock, secret } from './open.ts'
import { getRaw } from './wire.ts'

/** A real store in memory, whose list of revocations can be out of reach. */
function storeWithFaults() {
  const store = memoryStore()
  const state = { isDown: false, questions: 0 }
  const faulty: Store = Object.assign(Object.create(store) as Store, {
    listChanges: async (page: Parameters<Store['listChanges']>[0]) => {
      state.questions += 1
      if (state.isDown) throw new ZtokenError('unavailable')
      return store.listChanges(page)
    },
  })
  return { store: faulty, state }
}

async function opened(name: string, route: Route, options: object = {}) {
  const clock = createClock()
  const { store, state } = storeWithFaults()
  const auth = await createZtoken({
    secret,
    store,
    passwords: cheapHashes,
    clock: clock.now,
    monotonic: clock.now,
    report: () => undefined,
    // Nobody asks but the guards.
    pollMilliseconds: 1_000_000,
    staleSeconds: 10,
    ...options,
  })
  const port = await listening(name, auth, route)
  const { accessToken: token, user } = await auth.register({
    phone: '13800138000',
    password: 'a long enough phrase',
  })
  const answer = async (lines: readonly string[]) => {
    const { status, headers, body } = await getRaw(port, '/mine', lines)
    return { status, headers: headers.join('\n').toLowerCase(), body: JSON.parse(body) }
  }
  return { auth, clock, state, user, token, answer, mine: () => answer([`z-token: ${token}`]) }
}

for (const name of frameworks) {
  describe(`permissions and roles in ${name}`, () => {
    it('A134 a permission holds from the moment it is given to the moment it is taken', async () => {
      const route: Route = { verb: 'requirePermission', wanted: 'user:edit' }
      const { auth, user, mine, answer } = await opened(name, route)
      const refused = await mine()
      expect(refused).toMatchObject({
        status: 403,
        body: { code: 4109, reason: 'permission_denied' },
      })
      expect(refused.headers).not.toContain('www-authenticate')
      await auth.putRole({ name: 'editor', permissions: ['user:*'] })
      await auth.updateManagedUser(user.id, { roles: ['editor'] })
      expect(await mine()).toMatchObject({ status: 200, body: { id: user.id } })
      await auth.putRole({ name: 'editor', permissions: ['users:edit', 'user:editor', 'user'] })
      expect((await mine()).status).toBe(403)
      await auth.putRole({ name: 'editor', permissions: ['user:edit'] })
      expect((await mine()).status).toBe(200)
      await auth.updateManagedUser(user.id, { roles: [] })
      expect((await mine()).status).toBe(403)
      expect((await answer([])).body.reason).toBe('token_missing')
      expect((await answer(['z-token: x'])).body.reason).toBe('token_invalid')
    })

    it('A134 a role opens to who has it, by its whole name', async () => {
      const { auth, user, mine } = await opened(name, { verb: 'requireRole', wanted: 'admin' })
      expect((await mine()).body.reason).toBe('permission_denied')
      await auth.putRole({ name: 'admins', permissions: ['*'] })
      await auth.updateManagedUser(user.id, { roles: ['admins'] })
      expect((await mine()).status).toBe(403)
      await auth.updateManagedUser(user.id, { roles: ['admin'] })
      expect((await mine()).status).toBe(200)
    })

    it('T180 A131 a token seen before is refused at once when its session, user or time is over', async () => {
      const { auth, user, token, mine, answer, clock } = await opened(name, {
        verb: 'loginRequired',
      })
      const reasonOf = async (text: string) => (await answer([`z-token: ${text}`])).body.reason
      expect((await mine()).status).toBe(200)
      const others = [await auth.createToken(user.id), await auth.createToken(user.id)] as const
      await auth.logout(token)
      expect(await reasonOf(token)).toBe('session_ended')
      expect(await reasonOf(others[0])).toBeUndefined()
      await auth.kickOut(user.id)
      expect(await reasonOf(others[0])).toBe('kicked_out')
      const last = await auth.createToken(user.id)
      expect(await reasonOf(last)).toBeUndefined()
      await auth.ban(user.id)
      expect(await answer([`z-token: ${last}`])).toMatchObject({
        status: 403,
        body: { code: 4107, reason: 'user_banned' },
      })
      await auth.unban(user.id)
      expect(await reasonOf(last)).toBe('user_banned')
      clock.advance(3600)
      expect(await reasonOf(last)).toBe('token_expired')
    })

    it('as the tutorial: a bad token is 4101 whatever the reason, a permission is 4109', async () => {
      const route: Route = {
        verb: 'requirePermission',
        wanted: 'user:edit',
        options: { replies: 'tutorial' },
      }
      const { auth, user, mine } = await opened(name, route)
      expect(await mine()).toMatchObject({ status: 200, body: { code: 4109, msg: '没有权限' } })
      await auth.ban(user.id)
      expect(await mine()).toMatchObject({ status: 200, body: { code: 4101, msg: '登录已过期' } })
    })
  })

  describe(`an optional login in ${name}`, () => {
    it('lets strangers on without a caller, and refuses a token that does not hold', async () => {
      const { auth, user, token, mine, answer } = await opened(name, { verb: 'optionalLogin' })
      expect(await answer([])).toMatchObject({ status: 200, body: { id: null } })
      expect(await mine()).toMatchObject({ status: 200, body: { id: user.id } })
      for (const line of ['z-token: x', 'z-token:', 'Authorization: Bearer x']) {
        expect((await answer([line])).status, line).toBe(401)
      }
      expect((await answer([`z-token: ${token}`, `Authorization: Bearer ${token}`])).status).toBe(
        400,
      )
      await auth.logout(token)
      expect((await mine()).body.reason).toBe('session_ended')
    })
  })

  describe(`knowledge that is too old, in ${name}`, () => {
    const verbs: Route[] = [
      { verb: 'loginRequired' },
      { verb: 'optionalLogin' },
      { verb: 'requireRole', wanted: 'admin' },
    ]

    it('A194 ask: the store is asked, and while it cannot answer nobody gets in', async () => {
      for (const route of verbs) {
        const { auth, user, token, state, clock, mine } = await opened(name, route)
        await auth.updateManagedUser(user.id, { roles: ['admin'] })
        const before = state.questions
        expect((await mine()).status).toBe(200)
        expect(state.questions).toBe(before)
        clock.advance(11)
        expect((await mine()).status).toBe(200)
        expect(state.questions).toBe(before + 1)
        // Known again: the next one waits for nobody.
        expect((await mine()).status).toBe(200)
        expect(state.questions).toBe(before + 1)
        clock.advance(11)
        state.isDown = true
        expect(await mine()).toMatchObject({ status: 503, body: { code: 5030 } })
        state.isDown = false
        await auth.logout(token)
        expect((await mine()).body.reason).toBe('session_ended')
      }
    })

    it('A193 refuse: nobody gets in before the store was heard of again', async () => {
      for (const route of verbs) {
        const { auth, user, state, clock, mine, answer } = await opened(name, {
          ...route,
          options: { whenStale: 'refuse' },
        })
        await auth.updateManagedUser(user.id, { roles: ['admin'] })
        clock.advance(11)
        const refused = await mine()
        expect(refused).toMatchObject({
          status: 503,
          body: { code: 5030, reason: 'unavailable' },
        })
        expect(refused.headers).toContain('retry-after: 1')
        // What would be refused anyway is, for its own reason.
        expect((await answer(['z-token: x'])).body.reason).toBe('token_invalid')
        state.isDown = true
        await expect(auth.syncRevocations()).rejects.toThrow(ZtokenError)
        expect((await mine()).status).toBe(503)
        state.isDown = false
        await auth.syncRevocations()
        expect((await mine()).status).toBe(200)
      }
    })

    it('serve: what is known counts, however old it is', async () => {
      const { auth, token, state, clock, mine } = await opened(
        name,
        { verb: 'loginRequired' },
        { whenStale: 'serve' },
      )
      clock.advance(1000)
      state.isDown = true
      expect((await mine()).status).toBe(200)
      await auth.logout(token)
      expect((await mine()).body.reason).toBe('session_ended')
    })

    it('as the tutorial: 4004, with status 200', async () => {
      const { clock, mine } = await opened(name, {
        verb: 'loginRequired',
        options: { replies: 'tutorial', whenStale: 'refuse' },
      })
      clock.advance(11)
      expect(await mine()).toMatchObject({ status: 200, body: { code: 4004 } })
    })

    it('a guard that could ask and has nobody to ask opens no door', async () => {
      const { auth, token } = await opened(name, { verb: 'loginRequired' })
      const { authenticate } = auth
      const port = await listening(
        name,
        { authenticate, isStale: () => true },
        { verb: 'loginRequired' },
      )
      expect((await getRaw(port, '/mine', [`z-token: ${token}`])).status).toBe(503)
    })
  })
}

describe('a guard that cannot be meant', () => {
  const auth = { authenticate: (): Caller => callerOf({}) }

  it('is refused when it is made', () => {
    expect(() => requirePermission(auth, 'user:edit')).toThrow(TypeError)
    const able = { ...auth, requirePermission: async () => undefined }
    expect(() => requirePermission(able, '')).toThrow(TypeError)
    expect(() => requirePermission(able, undefined as unknown as string)).toThrow(TypeError)
    expect(() => loginRequired(auth, { whenStale: 'never' as 'ask' })).toThrow(TypeError)
    expect(() => loginRequired(auth, { replies: 'json' as 'semantic' })).toThrow(TypeError)
    const byNobody = { replies: 'framework' as 'semantic' }
    expect(() => guarded(auth, () => undefined, byNobody)).toThrow(TypeError)
  })
})
