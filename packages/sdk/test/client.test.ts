import { describe, expect, it } from 'vitest'
import { memoryStorage, ZtokenError } from '../src/index.ts'
import { codeOf, line, open, password, phone, standingClock } from './open.ts'

const newcomer = { phone: '13900139000', password: 'another long phrase', name: '李四' }

describe('signing in', () => {
  it('gives the user, tells who listens, and sends the token from then on', async () => {
    const { client } = await open()
    const ours = client({ device: 'a test' })
    const heard: unknown[] = []
    ours.onChange(({ user, session, reason }) => heard.push([user?.name, session?.device, reason]))
    expect(ours.user).toBeNull()
    const user = await ours.login({ phone, password })
    expect(ours.user).toEqual(user)
    expect(user).toMatchObject({ phone: '+8613800138000', name: '张三' })
    expect(heard).toEqual([['张三', 'a test', null]])
    const reply = await ours.fetch('/v1/me')
    expect(reply.status).toBe(200)
    expect(await reply.json()).toMatchObject({ code: 0, data: user })
  })

  it('S07 the device stays known beyond the logout, while somebody guesses at the phone', async () => {
    const { client, auth } = await open()
    const storage = memoryStorage()
    const ours = client({ storage })
    await ours.login({ phone, password })
    await ours.refresh()
    await ours.logout()
    expect(ours.state.reason).toBe('logged_out')
    for (let n = 0; n < 30; n += 1) {
      const guess = auth.login({ phone, password: 'wrong' }, { address: `203.0.113.${n}` })
      await guess.catch(() => undefined)
    }
    expect(await codeOf(client().login({ phone, password }))).toBe('too_many_requests')
    await client({ storage }).login({ phone, password })
    await ours.logout()
    expect(storage.read()).toBeNull()
    expect(storage.device?.()).toMatch(/^zd1[.]/)
  })

  it('S07 registering makes the device known, and needs none', async () => {
    const { client } = await open()
    const storage = memoryStorage()
    await client({ storage }).register(newcomer)
    expect(storage.read()).not.toContain('zd1.')
    expect(storage.device?.()).toMatch(/^zd1[.]/)
    await client({ storage }).register({ ...newcomer, phone: '13900139001' })
  })

  it('registering is signing in', async () => {
    const { client } = await open()
    const ours = client()
    await ours.register(newcomer)
    expect(await ours.loadUser()).toMatchObject({ name: '李四' })
  })

  it('the state is one object until something changes, and refreshing changes nothing', async () => {
    const { signedIn } = await open()
    const ours = await signedIn()
    const before = ours.state
    await ours.refresh()
    await ours.loadUser()
    expect(ours.state).toBe(before)
    await ours.updateUser({ name: '王五' })
    expect(ours.state).not.toBe(before)
    expect(ours.user?.name).toBe('王五')
  })

  it('a failed login says why, in the chosen language, and leaves the session that was', async () => {
    const { signedIn } = await open()
    let language: 'en' | 'zh-CN' = 'zh-CN'
    const ours = await signedIn({ language: () => language })
    const fails = async () => ours.login({ phone, password: 'wrong' }).catch((error) => error)
    const chinese = await fails()
    expect(chinese).toBeInstanceOf(ZtokenError)
    expect(chinese).toMatchObject({
      code: 'credentials_wrong',
      number: 4103,
      status: 401,
      message: '账号或密码错误',
      requestId: expect.stringMatching(/./),
    })
    language = 'en'
    expect((await fails()).message).toBe('Wrong account or password')
    expect(ours.user).not.toBeNull()
    expect((await ours.fetch('/v1/me')).status).toBe(200)
  })

  it('a ban says until when and why, to the right password only', async () => {
    const { client, auth } = await open()
    const ours = client()
    const until = Date.UTC(2199, 0, 1)
    const { id } = (await auth.findUser(phone)) ?? {}
    await auth.ban(String(id), { until, reason: 'spam' })
    const refusal = (given: string) =>
      ours.login({ phone, password: given }).catch((error: unknown) => error)
    expect(await refusal(password)).toMatchObject({
      code: 'user_banned',
      number: 4107,
      data: { until: '2199-01-01T00:00:00.000Z', reason: 'spam' },
    })
    expect(await refusal('wrong')).toMatchObject({ code: 'credentials_wrong', data: undefined })
  })

  it('too many failures say how long to wait', async () => {
    const { client } = await open()
    const ours = client()
    for (let n = 0; n < 10; n += 1) await codeOf(ours.login({ phone, password: 'wrong' }))
    const error = await ours.login({ phone, password }).catch((failure) => failure)
    expect(error).toMatchObject({ code: 'too_many_requests', number: 4290, status: 429 })
    expect(error.retryAfterSeconds).toBeGreaterThan(0)
  })

  it('without a network the error is network_failed, with its cause and no token in it', async () => {
    const { signedIn } = await open()
    const cut = line()
    const ours = await signedIn({ transport: cut.transport, language: 'en' })
    cut.cut = 'before'
    const error = await ours.fetch('/v1/me').catch((failure) => failure)
    expect(error).toMatchObject({
      code: 'network_failed',
      number: 0,
      status: 0,
      message: 'Not connected',
      cause: expect.any(TypeError),
    })
    expect(JSON.stringify(error)).not.toContain('eyJ')
    expect(await codeOf(ours.login({ phone, password }))).toBe('network_failed')
  })

  it('a server that is none is unexpected_reply, one in between that fails is unavailable', async () => {
    const { client } = await open()
    const answers = (status: number, body: string) => async () => new Response(body, { status })
    const login = (status: number, body: string) =>
      codeOf(client({ transport: answers(status, body) }).login({ phone, password }))
    expect(await login(200, '<html>')).toBe('unexpected_reply')
    expect(await login(401, '<html>')).toBe('unexpected_reply')
    expect(await login(502, '<html>')).toBe('unavailable')
    expect(await login(429, '')).toBe('too_many_requests')
  })
})

describe('requests', () => {
  it('request sends and reads the envelope and throws what the server says', async () => {
    const { signedIn } = await open()
    const ours = await signedIn()
    expect(await ours.request('/v1/me')).toEqual(ours.user)
    const sent = ours.request('/v1/me', { method: 'PATCH', body: { level: 9 } })
    expect(await codeOf(sent)).toBe('invalid_request')
    expect(await codeOf(ours.request('/v1/nothing'))).toBe('not_found')
  })

  it('takes headers in every form, and the token wins over one of the application’s', async () => {
    const { signedIn } = await open()
    const { transport, sent } = line()
    const ours = await signedIn({ transport })
    const forms = [
      { 'X-One': '1', Authorization: 'mine' },
      new Headers({ 'X-One': '1', Authorization: 'mine' }),
      [
        ['X-One', '1'],
        ['Authorization', 'mine'],
      ] as const,
    ]
    for (const headers of forms) {
      expect((await ours.fetch('/v1/me', { headers })).status).toBe(200)
      expect(sent.at(-1)?.headers).toMatchObject({ 'x-one': '1' })
      expect(Object.keys(sent.at(-1)?.headers ?? {}).sort()).toEqual([
        'accept-language',
        'authorization',
        'x-one',
      ])
    }
  })

  it('an abort signal is honoured before, during and while waiting for a refresh', async () => {
    const { signedIn, advance, count } = await open()
    const ours = await signedIn()
    expect(await codeOf(ours.fetch('/v1/me', { signal: AbortSignal.abort() }))).toBe('aborted')
    expect(count('GET /v1/me')).toBe(0)
    const during = new AbortController()
    const sent = codeOf(ours.fetch('/v1/me', { signal: during.signal }))
    during.abort()
    expect(await sent).toBe('aborted')

    const waiting = new AbortController()
    const { storage, lockTaken } = slowStorage()
    const slow = await signedIn({ storage })
    advance(4000)
    const others = ours.fetch('/v1/me')
    const held = codeOf(slow.fetch('/v1/me', { signal: waiting.signal }))
    await lockTaken
    waiting.abort()
    expect(await held).toBe('aborted')
    expect(slow.user).not.toBeNull()
    expect((await others).status).toBe(200)
  })

  it('A228 a 503 is tried again where that is harmless, later and later and never in step', async () => {
    const { signedIn, count } = await open((app) => {
      let down = 2
      app.addHook('onRequest', async ({ url }, reply) => {
        if (url === '/v1/me' && down-- > 0) await reply.code(503).send({})
      })
    })
    const clock = standingClock()
    const ours = await signedIn({ clock })
    expect((await ours.fetch('/v1/me')).status).toBe(200)
    expect(count('GET /v1/me')).toBe(3)
    const [first = 0, second = 0] = clock.waits
    expect(first).toBeGreaterThanOrEqual(250)
    expect(first).toBeLessThan(500)
    expect(second).toBeGreaterThanOrEqual(500)
    expect(second).toBeLessThan(1000)
  })

  it('A228 what is not idempotent is sent once, and Retry-After is waited for or handed on', async () => {
    let seconds = '2'
    const { signedIn, count } = await open((app) => {
      app.addHook('onRequest', async ({ url }, reply) => {
        if (url === '/v1/me') await reply.code(503).header('retry-after', seconds).send({})
      })
    })
    const clock = standingClock()
    const ours = await signedIn({ clock })
    await codeOf(ours.request('/v1/me', { method: 'PATCH', body: { name: 'x' } }))
    expect(count('PATCH /v1/me')).toBe(1)
    expect(await ours.loadUser().catch((error) => error)).toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 2,
    })
    expect(count('GET /v1/me')).toBe(3)
    expect(Math.min(...clock.waits)).toBeGreaterThanOrEqual(2000)
    seconds = '60'
    await codeOf(ours.loadUser())
    expect(count('GET /v1/me')).toBe(4)
  })
})

describe('signing out', () => {
  it('ends the session on the server and here, once', async () => {
    const { signedIn, auth, count } = await open()
    const ours = await signedIn()
    const id = ours.user?.id ?? ''
    const sessions = (await auth.sessions(id)).length
    const reasons: unknown[] = []
    ours.onChange(({ reason }) => reasons.push(reason))
    expect(await ours.logout()).toBe(true)
    expect(await ours.logout()).toBe(true)
    expect(reasons).toEqual(['logged_out'])
    expect(await auth.sessions(id)).toHaveLength(sessions - 1)
    expect(count('POST /v1/logout')).toBe(1)
    expect((await ours.fetch('/v1/me')).status).toBe(401)
    expect(await codeOf(ours.refresh())).toBe('signed_out')
  })

  it('A161 wipes memory and storage at once, without a network', async () => {
    const { signedIn } = await open()
    const cut = line()
    const storage = memoryStorage()
    const ours = await signedIn({ storage, transport: cut.transport })
    expect(storage.read()).not.toBeNull()
    cut.cut = 'before'
    const told = ours.logout()
    expect(storage.read()).toBeNull()
    expect(ours.state).toEqual({ user: null, session: null, reason: 'logged_out' })
    expect(await told).toBe(false)
    cut.cut = null
    expect((await ours.fetch('/v1/me')).status).toBe(401)
    expect(cut.sent.at(-1)?.headers).not.toHaveProperty('authorization')
  })

  it('A161 ends the session on the server when the access token has expired, too', async () => {
    const { signedIn, auth, advance } = await open()
    const ours = await signedIn()
    const id = ours.user?.id ?? ''
    const sessions = (await auth.sessions(id)).length
    advance(4000)
    expect(await ours.logout()).toBe(true)
    expect(await auth.sessions(id)).toHaveLength(sessions - 1)
    expect(ours.user).toBeNull()
  })

  it('a session that is over already is nothing to complain of', async () => {
    const { signedIn } = await open()
    const storage = memoryStorage()
    const ours = await signedIn({ storage })
    const text = storage.read()
    await ours.logout()
    storage.write(text)
    expect(await ours.logout()).toBe(true)
  })
})

/** A storage whose lock is never given. */
function slowStorage() {
  let taken = (): void => {}
  const lockTaken = new Promise<void>((resolve) => {
    taken = resolve
  })
  const storage = {
    ...memoryStorage(),
    lock: <T>(): Promise<T> => {
      taken()
      return new Promise<T>(() => {})
    },
  }
  return { storage, lockTaken }
}
