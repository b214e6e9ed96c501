import { codeOfEnd, codes, endReasons } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { type Client, fetchTransport, memoryStorage } from '../src/index.ts'
import { codeOf, gate, line, open, password, phone, standingClock, until } from './open.ts'

const fifty = Array.from({ length: 50 })

describe('one refresh at a time', () => {
  it('A222 fifty requests with an expired token: one refresh on the wire, all answered', async () => {
    const { signedIn, advance, count } = await open()
    const ours = await signedIn()
    advance(3601)
    const replies = await Promise.all(fifty.map(() => ours.fetch('/v1/me')))
    expect(replies.map(({ status }) => status)).toEqual(fifty.map(() => 200))
    expect(count('POST /v1/refresh')).toBe(1)
    expect(count('GET /v1/me')).toBe(100)
    expect(ours.user).not.toBeNull()
  })

  it('A222 where the device knows that the token has expired, nothing is sent in vain', async () => {
    const { signedIn, advance, count } = await open()
    const clock = standingClock()
    const ours = await signedIn({ clock })
    advance(3601)
    clock.advance(3601)
    const replies = await Promise.all(fifty.map(() => ours.fetch('/v1/me')))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(count('POST /v1/refresh')).toBe(1)
    expect(count('GET /v1/me')).toBe(50)
  })

  it('A222 four tabs with fifty requests each: one refresh, and the others take its tokens', async () => {
    const { signedIn, client, advance, count } = await open()
    const storage = memoryStorage()
    const tabs = [await signedIn({ storage }), ...[1, 2, 3].map(() => client({ storage }))]
    expect(tabs.map(({ user }) => user?.name)).toEqual(tabs.map(() => '张三'))
    advance(3601)
    const replies = await Promise.all(tabs.flatMap((tab) => fifty.map(() => tab.fetch('/v1/me'))))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(count('POST /v1/refresh')).toBe(1)
    expect(tabs.every(({ user }) => user !== null)).toBe(true)
  })

  it('many rounds, each refresh once, under one session', async () => {
    const { signedIn, client, auth, advance, count } = await open()
    const storage = memoryStorage()
    const tabs = [await signedIn({ storage }), client({ storage })]
    const id = tabs[0]?.user?.id ?? ''
    const sessions = (await auth.sessions(id)).length
    for (let round = 1; round <= 20; round += 1) {
      advance(3601)
      await Promise.all(tabs.flatMap((tab) => [tab.loadUser(), tab.loadUser()]))
      expect(count('POST /v1/refresh')).toBe(round)
    }
    expect(await auth.sessions(id)).toHaveLength(sessions)
  })

  it('A222 a body is sent again as it was; a stream, which cannot be, gets the refusal', async () => {
    const { signedIn, advance } = await open()
    const ours = await signedIn()
    advance(3601)
    expect((await ours.updateUser({ name: '王五' })).name).toBe('王五')
    advance(3601)
    const stream = new Blob(['{"name":"x"}']).stream()
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'PATCH', headers, body: stream, duplex: 'half' } as const
    expect((await ours.fetch('/v1/me', init)).status).toBe(401)
    expect((await ours.fetch('/v1/me')).status).toBe(200)
  })

  it('A222 a new token that is refused as expired again is no reason to go round', async () => {
    const { signedIn, advance, count } = await open((app) => {
      app.addHook('onRequest', async ({ url }, reply) => {
        const body = { code: 4101, msg: '登录已过期', reason: 'token_expired', request_id: 'r' }
        if (url === '/orders') await reply.code(401).send(body)
      })
    })
    const ours = await signedIn()
    advance(3601)
    const reply = await ours.fetch('/orders')
    expect(reply.status).toBe(401)
    expect(await reply.json()).toMatchObject({ reason: 'token_expired' })
    expect(count('POST /v1/refresh')).toBe(1)
    expect(count('GET /orders')).toBe(2)
    expect(ours.user).not.toBeNull()
  })

  it('A227 a clock that is wrong by a day causes no refresh, and one set back none too few', async () => {
    const { signedIn, advance, count } = await open()
    for (const days of [-400, -1, 1, 400]) {
      const before = count('POST /v1/refresh')
      const clock = standingClock(Date.UTC(2026, 0, 1 + days))
      const ours = await signedIn({ clock })
      for (let n = 0; n < 5; n += 1) await ours.loadUser()
      expect(count('POST /v1/refresh')).toBe(before)
      advance(3601)
      clock.advance(days * -86_400)
      await ours.loadUser()
      await ours.loadUser()
      expect(count('POST /v1/refresh')).toBe(before + 1)
    }
  })
})

describe('what ends a session', () => {
  it('A222 fifty requests whose refresh is refused: signed out once, with the reason', async () => {
    const { signedIn, advance, count } = await open()
    const ours = await signedIn()
    const reasons: unknown[] = []
    ours.onChange(({ reason }) => reasons.push(reason))
    advance(31 * 86_400)
    const codes = await Promise.all(fifty.map(() => codeOf(ours.fetch('/v1/me'))))
    expect(new Set(codes)).toEqual(new Set(['session_idle']))
    expect(reasons).toEqual(['session_idle'])
    expect(count('POST /v1/refresh')).toBe(1)
    expect(await codeOf(ours.refresh())).toBe('signed_out')
    expect(count('POST /v1/refresh')).toBe(1)
  })

  it('a refresh token that leaked and was used ends the session here, with that reason', async () => {
    const { signedIn, auth, advance } = await open()
    const storage = memoryStorage()
    const ours = await signedIn({ storage })
    await auth.refresh(JSON.parse(storage.read() ?? '').refresh_token)
    advance(3601)
    expect(await codeOf(ours.loadUser())).toBe('refresh_token_reused')
    expect(ours.state).toMatchObject({ user: null, reason: 'refresh_token_reused' })
    expect(storage.read()).toBe('{"reason":"refresh_token_reused"}')
  })

  it('a session that was ended elsewhere is over at the next request, in every tab', async () => {
    const { signedIn, client, auth } = await open()
    const storage = memoryStorage()
    const [ours, other] = [await signedIn({ storage }), client({ storage })]
    await auth.logout(JSON.parse(storage.read() ?? '').access_token)
    const reply = await ours.fetch('/v1/me')
    expect(reply.status).toBe(401)
    expect(await reply.json()).toMatchObject({ reason: 'session_ended' })
    expect(ours.state.reason).toBe('session_ended')
    expect(other.state.reason).toBe('session_ended')
    expect(await codeOf(other.refresh())).toBe('signed_out')
  })

  it('where a token alone is invalid, its key was revoked say, the session goes on with a new one', async () => {
    let refused = ''
    const { signedIn, count } = await open((app) => {
      app.addHook('onRequest', async ({ headers }, reply) => {
        if (refused === '' || headers.authorization !== refused) return
        await reply
          .code(401)
          .send({ code: 4102, msg: '…', reason: 'token_invalid', request_id: 'r' })
      })
    })
    const ours = await signedIn()
    refused = `Bearer ${(await ours.credentials())?.access_token}`
    const replies = await Promise.all(fifty.map(() => ours.fetch('/v1/me')))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(count('POST /v1/refresh')).toBe(1)
    expect(ours.user).not.toBeNull()
  })

  it('every ending the server can name signs out with its reason, at a request and at a refresh', async () => {
    const reasons = new Set(endReasons.map(codeOfEnd))
    const endings = [...reasons].map((reason) => [codes[reason].status, reason] as const)
    expect(reasons).toContain('account_deleted')
    let refusal: { path: string; status: number; reason: string } | null = null
    const { signedIn } = await open((app) => {
      app.addHook('onRequest', async ({ url }, reply) => {
        if (url !== refusal?.path) return
        const { status, reason } = refusal
        await reply.code(status).send({ code: 4100, msg: '…', reason, request_id: 'r' })
      })
    })
    for (const [status, reason] of endings) {
      refusal = null
      const asked = await signedIn()
      refusal = { path: '/v1/me', status, reason }
      expect(await codeOf(asked.loadUser())).toBe(reason)
      expect(asked.state.reason).toBe(reason)
      refusal = null
      const refreshed = await signedIn()
      refusal = { path: '/v1/refresh', status, reason }
      expect(await codeOf(refreshed.refresh())).toBe(reason)
      expect(refreshed.state.reason).toBe(reason)
    }
  })

  it('no other refusal does: not one of another service, of a password, of a right', async () => {
    let answer = { status: 401, body: {} as unknown }
    const { signedIn, count } = await open((app) => {
      app.addHook('onRequest', async ({ url }, reply) => {
        if (url === '/orders') await reply.code(answer.status).send(answer.body)
      })
    })
    const ours = await signedIn()
    const answers = [
      { status: 401, body: 'Unauthorized' },
      { status: 401, body: { error: 'invalid_token' } },
      { status: 401, body: { code: 4103, msg: '…', reason: 'credentials_wrong' } },
      { status: 401, body: { code: 4103, msg: '…', reason: 'token_missing' } },
      { status: 403, body: { code: 4109, msg: '…', reason: 'permission_denied' } },
      { status: 403, body: { code: 4101, msg: '…', reason: 'token_expired' } },
      { status: 500, body: { code: 4104, msg: '…', reason: 'kicked_out' } },
      { status: 200, body: { code: 4104, msg: '…', reason: 'kicked_out' } },
    ]
    for (answer of answers) {
      expect((await ours.fetch('/orders')).status).toBe(answer.status)
      expect(ours.user).not.toBeNull()
    }
    expect(count('POST /v1/refresh')).toBe(0)
  })
})

describe('what does not', () => {
  it('a refresh without a network clears nothing, and the next one works', async () => {
    const { signedIn, advance } = await open()
    const cut = line()
    const storage = memoryStorage()
    const ours = await signedIn({ transport: cut.transport, storage })
    const before = storage.read()
    advance(3601)
    cut.cut = 'before'
    expect(await codeOf(ours.refresh())).toBe('network_failed')
    expect(await codeOf(ours.loadUser())).toBe('network_failed')
    expect(storage.read()).toBe(before)
    expect(ours.user).not.toBeNull()
    cut.cut = null
    expect(await ours.loadUser()).toEqual(ours.user)
  })

  it('a reply that was lost on the way is asked for again, and nobody is signed out', async () => {
    const { signedIn, advance, count } = await open()
    const send = fetchTransport()
    let lost = 0
    const clock = standingClock()
    const ours = await signedIn({
      clock,
      async transport(request) {
        const reply = await send(request)
        if (request.url.endsWith('/refresh') && lost++ === 0) throw new TypeError('lost')
        return reply
      },
    })
    advance(3601)
    await ours.loadUser()
    expect(count('POST /v1/refresh')).toBe(2)
    expect(clock.waits).toHaveLength(1)
    expect(Math.max(...clock.waits)).toBeLessThan(1000)
    advance(3601)
    await ours.loadUser()
    expect(count('POST /v1/refresh')).toBe(3)
  })

  it('each try at a refresh has a time limit, the first one within the server’s ten seconds', async () => {
    const { signedIn } = await open()
    const { transport, sent, ...cut } = line()
    const ours = await signedIn({ transport })
    expect(cut.cut).toBeNull()
    await ours.refresh()
    expect(sent.at(-1)?.timeoutMilliseconds).toBeLessThan(9000)
    const stuck = fetchTransport((_url, init) => rejectedWith((init as RequestInit).signal))
    const request = { ...(sent.at(-1) as (typeof sent)[number]), timeoutMilliseconds: 1 }
    expect(await stuck(request).catch((error) => error.name)).toBe('TimeoutError')
  })

  it('A228 a server that is busy or down is left alone until it said, and nothing is cleared', async () => {
    for (const status of [429, 503]) {
      let isDown = false
      const { signedIn, advance, count } = await open((app) => {
        app.addHook('onRequest', async ({ url }, reply) => {
          const reason = status === 429 ? 'too_many_requests' : 'unavailable'
          const body = { code: 1, msg: '…', reason, request_id: 'r' }
          if (isDown && url === '/v1/refresh') {
            await reply.code(status).header('retry-after', '30').send(body)
          }
        })
      })
      const clock = standingClock()
      const ours = await signedIn({ clock })
      advance(3601)
      isDown = true
      const codes = await Promise.all(fifty.map(() => codeOf(ours.loadUser())))
      for (let n = 0; n < 5; n += 1) codes.push(await codeOf(ours.loadUser()))
      expect(new Set(codes)).toEqual(
        new Set([status === 429 ? 'too_many_requests' : 'unavailable']),
      )
      expect(count('POST /v1/refresh')).toBe(1)
      expect(ours.user).not.toBeNull()
      isDown = false
      clock.advance(31)
      await ours.loadUser()
      expect(count('POST /v1/refresh')).toBe(2)
    }
  })

  it('a page in between that answers for the server signs nobody out', async () => {
    let portal: { status: number; body: string } | null = null
    const { signedIn, advance } = await open((app) => {
      app.addHook('onRequest', async ({ url }, reply) => {
        if (portal && url === '/v1/refresh') {
          await reply.code(portal.status).type('text/html').send(portal.body)
        }
      })
    })
    const ours = await signedIn()
    advance(3601)
    for (const status of [200, 401, 403, 404, 407, 500, 502]) {
      portal = { status, body: '<html>please accept our terms</html>' }
      expect(await codeOf(ours.loadUser())).not.toBe('it did not fail')
      expect(ours.user).not.toBeNull()
    }
    portal = null
    await ours.loadUser()
  })
})

describe('whoever signs out or in while a refresh is on its way has the last word', () => {
  /** A tab whose first request to a path has reached the server and is not answered yet. */
  async function held(path = '/v1/refresh', end: 'expired' | 'ended' = 'expired') {
    const [arrived, answered] = [gate(), gate()]
    const opened = await open((app) => {
      app.addHook('onSend', async ({ url }) => {
        if (url !== path) return
        arrived.open()
        await answered.opened
      })
    })
    const storage = memoryStorage()
    const ours: Client = await opened.signedIn({ storage })
    const other = opened.client({ storage })
    const tokens = JSON.parse(storage.read() ?? '')
    if (end === 'ended') await opened.auth.logout(tokens.access_token)
    opened.advance(path === '/v1/refresh' ? 3601 : 0)
    const asked = codeOf(
      ours.fetch('/v1/me').then(({ status }) => Promise.reject({ code: status })),
    )
    await arrived.opened
    return { ...opened, ours, other, asked, answered, storage }
  }

  it('signing out in another tab is not undone', async () => {
    const { ours, other, asked, answered, storage } = await held()
    const out = other.logout()
    expect(ours.user).toBeNull()
    answered.open()
    expect(await asked).toBe('signed_out')
    await out
    expect(storage.read()).toBeNull()
    expect(ours.state.reason).toBe('logged_out')
  })

  it('the end of the session that was leaves the one that is', async () => {
    for (const path of ['/v1/refresh', '/v1/me']) {
      const { ours, other, asked, answered } = await held(path, 'ended')
      await other.login({ phone, password })
      const { session } = ours.state
      answered.open()
      expect(await asked).toBe(401)
      // Waits for the lock, and so for the refusal of the refresh that was on its way.
      await other.refresh()
      expect(ours.state).toMatchObject({ session, reason: null })
      expect(session).not.toBeNull()
      expect((await ours.fetch('/v1/me')).status).toBe(200)
    }
  })

  it('what the server says of one user is not taken for another', async () => {
    const { auth, ours, other, asked, answered } = await held('/v1/me')
    const [arrived] = [ours.loadUser()]
    await auth.register({ phone: '13900139000', password, name: '李四' })
    await other.login({ phone: '13900139000', password })
    answered.open()
    expect(await asked).toBe(200)
    expect(await arrived).toMatchObject({ name: '张三' })
    expect([ours.user?.name, other.user?.name]).toEqual(['李四', '李四'])
  })

  it('what one user asked for is not sent again in the name of another', async () => {
    const { auth, ours, other, asked, answered, count } = await held()
    await auth.register({ phone: '13900139000', password, name: '李四' })
    await other.login({ phone: '13900139000', password })
    expect(ours.user?.name).toBe('李四')
    answered.open()
    expect(await asked).toBe(401)
    expect(count('GET /v1/me')).toBe(1)
    expect(await ours.loadUser()).toMatchObject({ name: '李四' })
  })

  it('signing out is not undone by a tab that sees it a moment too late', async () => {
    const [arrived, answered] = [gate(), gate()]
    const { signedIn, client, advance, auth } = await open((app) => {
      app.addHook('onSend', async ({ url }) => {
        if (url !== '/v1/refresh') return
        arrived.open()
        await answered.opened
      })
    })
    // As localStorage of a browser with a process for each tab: this one is behind.
    const shared = memoryStorage()
    let behind: string | null | undefined
    const late = {
      ...shared,
      read: () => (behind === undefined ? shared.read() : behind),
      write(text: string | null) {
        behind = undefined
        shared.write(text)
      },
    }
    const ours = await signedIn({ storage: shared })
    const id = ours.user?.id ?? ''
    const other = client({ storage: late })
    advance(3601)
    const asked = codeOf(other.fetch('/v1/me'))
    await arrived.opened
    behind = shared.read()
    const sessions = (await auth.sessions(id)).length
    const out = ours.logout()
    answered.open()
    await Promise.all([out, asked])
    await until(() => shared.read() === null)
    expect([ours.user, other.user]).toEqual([null, null])
    expect(await auth.sessions(id)).toHaveLength(sessions - 1)
  })

  it('signing in again as the same user is kept, too', async () => {
    const { ours, other, asked, answered } = await held()
    await other.login({ phone, password })
    const { session } = other.state
    answered.open()
    await asked
    expect(ours.state.session).toEqual(session)
    expect((await ours.fetch('/v1/me')).status).toBe(200)
  })
})

function rejectedWith(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}
