import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { permissionToken, permittingService, scene } from './remote-access-open.ts'
import { eventually, loginServer, proxy } from './remote-open.ts'

/** Everything in the background stands still: only requests ask. */
const still = { poll: 600_000, backOff: 600_000, longestBackOff: 600_000, streamAgain: 600_000 }

describe('a service that is cut off', () => {
  it('A194 acts by the policy of the route, on what it knew where that is to be served', async () => {
    const { login, guard, editor } = await scene()
    const stranger = await login.signIn()
    const unknown = await login.signIn()
    expect(await guard.may(editor.token)).toBe('ok')
    expect(await guard.may(stranger.token)).toBe('permission_denied')
    await login.stop()
    expect(await guard.may(editor.token)).toBe('ok')
    guard.advance(11)
    expect(guard.auth.isStale()).toBe(true)
    expect(await guard.may(editor.token)).toBe('unavailable')
    expect(await guard.may(editor.token, { whenStale: 'refuse' })).toBe('unavailable')
    expect(await guard.may(editor.token, { whenStale: 'serve' })).toBe('ok')
    expect(await guard.may(editor.token, { whenStale: 'serve', role: 'editor' })).toBe('ok')
    expect(await guard.may(stranger.token, { whenStale: 'serve' })).toBe('permission_denied')
    // Of whom nothing is known nothing can be served.
    expect(await guard.may(unknown.token, { whenStale: 'serve' })).toBe('unavailable')
    await login.core.updateManagedUser(editor.userId, { roles: [] })
    await login.start()
    await eventually(async () => expect(await guard.may(editor.token)).toBe('permission_denied'))
  })

  it('A194 asks before it answers once its knowledge is stale, and so knows what was taken away', async () => {
    const { login, between, guard, editor } = await scene({ timing: still })
    expect(await guard.may(editor.token)).toBe('ok')
    between.hold(true)
    await login.core.updateManagedUser(editor.userId, { roles: [] })
    guard.advance(11)
    expect(await guard.may(editor.token)).toBe('permission_denied')
  })

  it('A194 for so long that rows may have been swept forgets everybody', async () => {
    const store = memoryStore()
    const login = await loginServer({ store }, { permissionTokens: [permissionToken] })
    const between = await proxy(login)
    const guard = await permittingService(between.port, { timing: still })
    await login.core.putRole({ name: 'editor', permissions: ['article:edit'] })
    const { userId, token } = await login.signIn()
    await login.core.updateManagedUser(userId, { roles: ['editor'] })
    expect(await guard.may(token)).toBe('ok')
    between.answer = () => ({ status: 503 })
    between.cut()
    await eventually(() => expect(guard.auth.revocationState().isStreaming).toBe(false))
    await login.core.updateManagedUser(userId, { roles: [] })
    await store.sweepRevocations(Number.MAX_SAFE_INTEGER)
    guard.advance(301)
    between.answer = () => null
    expect(await guard.may(token)).toBe('permission_denied')
  })

  it('A194 rows that the stream has lost are known by the next page', async () => {
    const { login, between, guard, editor } = await scene({
      timing: { reconcile: 600_000 },
    })
    expect(await guard.may(editor.token)).toBe('ok')
    await eventually(() => expect(guard.auth.revocationState().isStreaming).toBe(true))
    between.alter = (piece) =>
      piece
        .split(/(?<=\n\n)/)
        .filter((event) => !event.includes('invalidation'))
        .join('')
    await login.core.updateManagedUser(editor.userId, { roles: [] })
    await eventually(async () => expect(await guard.may(editor.token)).toBe('permission_denied'))
  })

  it('after a question that failed asks nothing for a moment, and then again', async () => {
    const { between, guard, editor, questions } = await scene({ timing: { poll: 600_000 } })
    between.answer = (path) => (path.endsWith('/access') ? { status: 503 } : null)
    for (let n = 0; n < 10; n += 1) expect(await guard.may(editor.token)).toBe('unavailable')
    expect(questions()).toBe(1)
    between.answer = () => null
    guard.advance(601)
    expect(await guard.may(editor.token)).toBe('ok')
    expect(guard.reports.map(({ code }) => code)).toEqual(['status'])
  })
})

const access = (data: unknown, rest: object = {}) =>
  JSON.stringify({ code: 0, msg: 'OK', data, ...rest })
const holding = { roles: ['editor'], permissions: ['article:edit'] }

describe('answers that are none', () => {
  const answers: Readonly<Record<string, { status?: number; body: string }>> = {
    empty: { body: '' },
    html: { body: '<html>Sign in to the hotel</html>' },
    'not found by a proxy': { status: 404, body: '<html>404</html>' },
    'not found by another program': { status: 404, body: '{"error":"Not Found"}' },
    'a failure': { body: '{"code":5030,"msg":"x"}' },
    'no data': { body: '{"code":0}' },
    'no roles': { body: access({ permissions: ['*'] }) },
    'permissions that are no list': { body: access({ roles: [], permissions: '*' }) },
    'a permission that is no text': { body: access({ roles: [], permissions: [['*']] }) },
    'a repeated member': { body: access(holding).replace('"roles"', '"roles":[],"roles"') },
    'cut off': { body: access(holding).slice(0, -10) },
    'too large': { body: `"${'x'.repeat(300 * 1024)}"` },
    'a redirect': { status: 307, body: '' },
    'a refusal': { status: 403, body: '{"code":4109,"reason":"permission_denied"}' },
  }
  for (const [name, answer] of Object.entries(answers)) {
    it(`A194 what an account may do: ${name}: nobody gets in, and nobody is signed out`, async () => {
      const { between, guard, editor } = await scene()
      between.answer = (path) => (path.endsWith('/access') ? answer : null)
      expect(await guard.may(editor.token)).toBe('unavailable')
      expect(guard.reports.map(({ message }) => message).join()).not.toContain(editor.userId)
      expect(guard.reports).toHaveLength(1)
    })
  }

  const broken: Readonly<Record<string, (row: string) => string>> = {
    'an unknown kind': (row) => row.replace('"account"', '"planet"'),
    'no key': (row) => row.replace(/"key":"[^"]*"/, '"key":""'),
    'no sequence': (row) => row.replace(/"sequence":\d+/, '"sequence":"1"'),
  }
  for (const [name, breaking] of Object.entries(broken)) {
    it(`A194 a row of the stream: ${name}: it is reported, and pages tell`, async () => {
      const { login, between, guard, editor } = await scene()
      expect(await guard.may(editor.token)).toBe('ok')
      await eventually(() => expect(guard.auth.revocationState().isStreaming).toBe(true))
      between.alter = (piece) => (piece.includes('invalidation') ? breaking(piece) : piece)
      await login.core.updateManagedUser(editor.userId, { roles: [] })
      await eventually(() => expect(guard.reports.map(({ code }) => code)).toContain('malformed'))
      await eventually(async () => expect(await guard.may(editor.token)).toBe('permission_denied'))
    })
  }

  it('A194 a page without the rows it was asked for is none', async () => {
    const { between, guard } = await scene()
    between.answer = (path, isStream) => {
      if (isStream) return { status: 503 }
      const next = Number(new URL(path, 'http://login').searchParams.get('after'))
      const body = access({ revocations: [], next, has_more: false })
      return path.includes('/v1/revocations') ? { body } : null
    }
    between.cut()
    await eventually(() => expect(guard.reports.map(({ code }) => code)).toContain('malformed'))
  })
})
