import { readMe } from '@ztoken/contract/me'
import { describe, expect, it } from 'vitest'
import { call } from '../src/call.ts'
import { createClient } from '../src/index.ts'
import { memoryStorage } from '../src/storage/memory.ts'
import { watchSession } from '../src/watch.ts'
import { codeOf, line, open, password, phone, until } from './open.ts'

describe('one’s own routes beside the server’s', () => {
  it('a grant that a route of one’s own answered signs in, in every tab', async () => {
    const { auth, client, advance } = await open()
    const { user } = await auth.login({ phone, password })
    const storage = memoryStorage()
    const [ours, other] = [client({ storage }), client({ storage })]
    const heard: unknown[] = []
    other.onChange(({ user }) => heard.push(user?.id))
    const grant = auth.views.grant(await auth.signIn(user.id))
    expect(await ours.adopt(JSON.parse(JSON.stringify(grant)))).toMatchObject({ id: user.id })
    expect(heard).toEqual([user.id])
    expect((await other.loadUser()).id).toBe(user.id)
    // It is renewed as any other is.
    advance(3601)
    expect((await ours.loadUser()).id).toBe(user.id)
    expect(await ours.logout()).toBe(true)
    expect(other.user).toBeNull()
  })

  it('what is no grant is a TypeError, and whoever is signed in still is', async () => {
    const { signedIn, auth } = await open()
    const ours = await signedIn()
    const before = ours.state
    const { accessToken, user } = await auth.login({ phone, password })
    const strangers = [
      {},
      { accessToken, user },
      { access_token: accessToken },
      null,
      undefined,
      'x',
    ]
    for (const one of strangers) {
      await expect(ours.adopt(one as never), JSON.stringify(one)).rejects.toThrow(TypeError)
    }
    expect(ours.state).toBe(before)
    expect((await ours.loadUser()).id).toBe(user.id)
  })

  it('headers of one’s own go with a sign-in and a registration, and no further', async () => {
    const { client } = await open()
    const { transport, sent } = line()
    const ours = client({ transport })
    const headers = { 'X-Captcha': 'solved' }
    await ours.login({ phone, password }, { headers })
    await ours.register({ phone: '13800138001', password }, { headers: new Headers(headers) })
    await ours.loadUser()
    expect(sent.map((request) => request.headers['x-captcha'])).toEqual([
      'solved',
      'solved',
      undefined,
    ])
    expect(sent[0]?.headers['content-type']).toBe('application/json')
  })

  it('below a prefix is what the server answers, beside it what the application does', async () => {
    const { auth, origin, wire } = await open(
      (app) => void app.get('/api/mine', async ({ headers }) => ({ sent: headers.authorization })),
      { prefix: '/auth' },
    )
    const ours = createClient({ baseUrl: origin, prefix: '/auth' })
    await ours.login({ phone, password })
    const mine = await ours.fetch('/api/mine')
    expect(await mine.json()).toEqual({
      sent: `Bearer ${(await ours.credentials())?.access_token}`,
    })
    expect((await call(ours, readMe)).id).toBe(ours.user?.id)
    await ours.refresh()
    const stop = watchSession(ours)
    const ended = new Promise((resolve) => ours.onChange(({ reason }) => resolve(reason)))
    // The stream is there before the session ends elsewhere.
    await until(() => wire.includes('GET /auth/v1/me/session/events'))
    await auth.kickOut(ours.user?.id ?? '')
    expect(await ended).toBe('kicked_out')
    stop()
    expect(wire.filter((request) => !request.includes(' /auth/v1/'))).toEqual(['GET /api/mine'])
  })

  it('A223 a prefix leads to no other origin', async () => {
    const { transport, sent } = line()
    for (const prefix of ['auth', '.evil.example', '@evil.example', '//evil.example', '/\\evil']) {
      const ours = createClient({
        baseUrl: 'https://api.example',
        prefix: prefix as '/x',
        transport,
      })
      await expect(ours.login({ phone, password }), prefix).rejects.toThrow(TypeError)
      expect(await codeOf(ours.request('/v1/me')), prefix).not.toBe('ok')
    }
    expect(sent).toEqual([])
  })
})
