import { memoryStore } from '@ztoken/stores'
import { importSecrets, itsdangerousFormat } from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import { requirePermission } from '../src/node.ts'
import { createRemoteAuthenticator, RemoteError } from '../src/remote/index.ts'
import { permissionToken, permittingService, scene } from './remote-access-open.ts'
import {
  eventually,
  feedAt,
  feedToken,
  jwksAt,
  loginServer,
  proxy,
  secret,
  service,
} from './remote-open.ts'

describe('permissions and roles in another service', () => {
  it('A134 hold from the moment they are given, and are refused once the feed tells of their end', async () => {
    const { login, guard, editor, takenUp } = await scene()
    const other = await login.signIn()
    expect(await guard.may(other.token)).toBe('permission_denied')
    expect(await guard.may(other.token, { role: 'editor' })).toBe('permission_denied')
    await login.core.updateManagedUser(other.userId, { roles: ['editor'] })
    // At once: who would be refused is asked for once more.
    expect(await guard.may(other.token)).toBe('ok')
    expect(await guard.may(other.token, { role: 'editor' })).toBe('ok')
    expect(await guard.may(editor.token)).toBe('ok')
    await login.core.updateManagedUser(other.userId, { roles: [] })
    await takenUp()
    expect(await guard.may(other.token)).toBe('permission_denied')
    expect(await guard.may(other.token, { role: 'editor' })).toBe('permission_denied')
    expect(await guard.may(editor.token)).toBe('ok')
    await login.core.putRole({ name: 'editor', permissions: ['articles:edit', 'article'] })
    await takenUp()
    expect(await guard.may(editor.token)).toBe('permission_denied')
    expect(await guard.may(editor.token, { role: 'editor' })).toBe('ok')
    await login.core.deleteRole('editor')
    await takenUp()
    expect(await guard.may(editor.token, { role: 'editor' })).toBe('permission_denied')
  })

  it('are asked for once an account, whoever asks and whatever is asked', async () => {
    const { guard, editor, questions } = await scene()
    const together = Array.from({ length: 20 }, () => guard.may(editor.token))
    expect(new Set(await Promise.all(together))).toEqual(new Set(['ok']))
    expect(await guard.may(editor.token, { role: 'editor' })).toBe('ok')
    expect(questions()).toBe(1)
  })

  it('are asked for each time where no accounts are to be remembered', async () => {
    const { guard, editor, questions } = await scene({ knownAccounts: 0 })
    for (let n = 0; n < 3; n += 1) expect(await guard.may(editor.token)).toBe('ok')
    expect(questions()).toBe(3)
  })

  it('of many who lack them one question at a time is asked for each account', async () => {
    const { login, guard, questions } = await scene()
    const { token } = await login.signIn()
    expect(await guard.may(token)).toBe('permission_denied')
    const before = questions()
    const together = Array.from({ length: 50 }, () => guard.may(token))
    expect(new Set(await Promise.all(together))).toEqual(new Set(['permission_denied']))
    expect(questions() - before).toBeLessThan(50)
  })

  it('that were read before a change and arrive after it are given to who asked, and not kept', async () => {
    let isHeld = false
    let letGo: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const asked: string[] = []
    const { login, guard, editor, takenUp } = await scene({
      async fetch(url, init) {
        const reply = await fetch(url, init)
        if (isHeld && url.pathname.endsWith('/access')) {
          asked.push(url.pathname)
          await gate
        }
        return reply
      },
    })
    isHeld = true
    const early = guard.may(editor.token)
    await eventually(() => expect(asked).toHaveLength(1))
    await login.core.updateManagedUser(editor.userId, { roles: [] })
    await takenUp()
    letGo()
    expect(await early).toBe('ok')
    expect(await guard.may(editor.token)).toBe('permission_denied')
  })

  it('are forgotten with everything that a restored database has ended', async () => {
    const { login, guard, editor, questions, takenUp } = await scene()
    expect(await guard.may(editor.token)).toBe('ok')
    await login.core.endEverything()
    await eventually(() => expect(() => guard.auth.authenticate(editor.token)).toThrow())
    const token = await eventually(async () => {
      const fresh = await login.core.createToken(editor.userId)
      guard.auth.authenticate(fresh)
      return fresh
    })
    await takenUp()
    const before = questions()
    expect(await guard.may(token)).toBe('ok')
    expect(questions()).toBe(before + 1)
  })

  it('of an account that nobody has are no permissions: the token is refused', async () => {
    const { between, guard, editor } = await scene()
    const body = '{"code":4040,"msg":"Not found","reason":"not_found"}'
    between.answer = (path) => (path.endsWith('/access') ? { status: 404, body } : null)
    expect(await guard.may(editor.token)).toBe('token_invalid')
  })

  it('a Flask application’s token gives none of its user unless the service says so', async () => {
    const foreign = itsdangerousFormat({ secrets: [secret] })
    const login = await loginServer(
      { acceptFormats: [foreign] },
      { permissionTokens: [permissionToken] },
    )
    const profile = { name: null, avatar: null, intro: null, level: null }
    const row = { id: '17', phone: '13600000000', passwordHash: null, ...profile }
    await login.core.createImport({ dryRun: false }).add(row)
    await login.core.putRole({ name: 'editor', permissions: ['article:edit'] })
    await login.core.updateManagedUser('17', { roles: ['editor'] })
    const now = Math.floor(Date.now() / 1000)
    const token = foreign.sign({ id: 17 }, now - 1, now + 600)
    const options = { secret, formats: ['itsdangerous'] } as const
    const careful = await permittingService(login.port, options)
    expect(await careful.may(token)).toBe('permission_denied')
    const trusting = await permittingService(login.port, { ...options, foreignAccess: true })
    expect(await trusting.may(token)).toBe('ok')
  })
})

describe('at the start', () => {
  const begin = (port: number, token: string) =>
    createRemoteAuthenticator({
      jwksUrl: jwksAt(port),
      feedUrl: feedAt(port),
      feedToken: token,
      permissions: true,
    })

  it('A134 a token that may not know permissions is told so, and what is missing', async () => {
    const login = await loginServer({}, { permissionTokens: [permissionToken] })
    await expect(begin(login.port, feedToken)).rejects.toMatchObject({
      code: 'unavailable',
      cause: {
        code: 'not_permitted',
        status: 403,
        message: expect.stringContaining('ZTOKEN_PERMISSION_TOKENS'),
      },
    })
    const auth = await begin(login.port, permissionToken)
    onTestFinished(() => auth.close())
    expect(() => requirePermission(auth, 'article:edit')).not.toThrow()
  })

  it('a login server of a version before says by its answer that it tells nobody', async () => {
    const between = await proxy(await loginServer())
    between.answer = (path) => (path.includes('include=') ? { status: 400, body: '{}' } : null)
    await expect(begin(between.port, feedToken)).rejects.toMatchObject({
      cause: { code: 'outdated', status: 400 },
    })
  })

  it('T069 no error shows the token', async () => {
    const between = await proxy(await loginServer())
    for (const status of [400, 403, 500]) {
      between.answer = () => ({ status, body: feedToken })
      const { cause } = (await begin(between.port, feedToken).catch((fault) => fault)) as Error
      expect(cause).toBeInstanceOf(RemoteError)
      expect(`${cause} ${JSON.stringify(cause)}`).not.toContain(feedToken)
    }
  })

  it('takes no permissions without the feed, and no number of accounts that is none', async () => {
    const feed = { feedUrl: feedAt(1), feedToken, permissions: true } as const
    for (const options of [
      { secret, permissions: true },
      { secret, ...feed, knownAccounts: -1 },
      { secret, ...feed, knownAccounts: 1.5 },
    ]) {
      await expect(createRemoteAuthenticator(options)).rejects.toThrow(TypeError)
    }
  })

  it('where it is not asked for, no row of accounts is, and a guard says what is missing', async () => {
    const login = await loginServer({ store: memoryStore(), secrets: importSecrets(secret) })
    const between = await proxy(login)
    const { auth } = await service(between.port)
    expect(between.asked.map(({ path }) => path).join()).not.toContain('include')
    expect(() => requirePermission(auth, 'article:edit')).toThrow(/permissions: true/)
  })
})
