import { operations } from '@ztoken/contract'
import type { CodeSender } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { addPerson, password, type Sending, sender } from './client.ts'
import { open } from './open.ts'

const phone = '13800138000'
const origin = 'https://login.example'
const sent = { host: 'login.example', origin, 'sec-fetch-site': 'same-origin', 'z-csrf': '1' }
const body = { phone, password, transport: 'cookie' } as const

/** A browser's jar of one server, as far as these tests need it: names and values. */
function createJar() {
  const jar = new Map<string, string>()
  return {
    jar,
    take(lines: unknown) {
      for (const line of [lines ?? []].flat() as string[]) {
        const [pair = ''] = line.split(';')
        const at = pair.indexOf('=')
        if (/Max-Age=0(;|$)/.test(line)) jar.delete(pair.slice(0, at))
        else jar.set(pair.slice(0, at), pair.slice(at + 1))
      }
    },
    header: () => [...jar].map((pair) => pair.join('=')).join('; '),
  }
}

async function opened(options: object = {}, core: object = {}) {
  const publicUrl = 'https://login.example'
  const site = await open(core, { publicUrl, ...options })
  const jar = createJar()
  const plain = sender(site.app)
  const send = async (url: string, sending: Sending = {}, method = 'POST') => {
    const headers = { ...sent, ...(jar.jar.size > 0 && { cookie: jar.header() }) }
    const reply = await plain(method, url, {
      ...sending,
      headers: { ...headers, ...sending.headers },
    })
    jar.take(reply.headers['set-cookie'])
    return reply
  }
  const refresh = (headers: Record<string, string> = {}) =>
    send('/v1/refresh', { body: { transport: 'cookie' }, headers })
  await site.core.register({ phone, password })
  return { ...site, ...jar, plain, send, refresh }
}

function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** The lines that set cookies, by their names. */
function setIn(headers: Readonly<Record<string, unknown>>): string[] {
  return [headers['set-cookie'] ?? []].flat() as string[]
}

describe('tokens in cookies', () => {
  it('A086 the refresh token and the device token are in __Host- cookies, and in no body', async () => {
    const { send, core, clock } = await opened()
    const { data, headers, body: text } = await send('/v1/login', { body })
    const [refresh, device] = setIn(headers)
    expect(refresh).toMatch(
      /^__Host-ztoken-refresh=s\.zr1\.[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(device).toMatch(
      /^__Host-ztoken-device=zd1\.[\w.-]+; Path=\/; Max-Age=7776000; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(text).not.toMatch(/zr1\.|zd1\./)
    expect(Object.keys(data)).not.toContain('refresh_token')
    expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' })
    expect(headers.vary).toBe('Origin, Cookie')
    // What a script could read along with holds for ten minutes.
    expect(data.expires_in).toBe(600)
    clock.advance(601)
    expect(() => core.authenticate(data.access_token)).toThrow(
      expect.objectContaining({ code: 'token_expired' }),
    )
  })

  it('A147 outlive the browser for as long as the session may be idle, where somebody wants it', async () => {
    const { send, refresh, clock } = await opened({}, { sessionSeconds: 32 * 86_400 })
    const { headers } = await send('/v1/login', { body: { ...body, remember: true } })
    expect(setIn(headers)[0]).toMatch(/^__Host-ztoken-refresh=k\..*; Max-Age=2592000;/)
    clock.advance(86_400)
    // Kept as it was, and no longer than the whole session.
    expect(setIn((await refresh()).headers)[0]).toContain('Max-Age=2592000;')
    clock.advance(2 * 86_400)
    expect(setIn((await refresh()).headers)[0]).toContain(`Max-Age=${29 * 86_400};`)
    clock.advance(30 * 86_400)
    expect((await refresh()).reason).toBe('session_idle')
  })

  it('go on by the cookie, as a cookie of the session where nobody wanted more', async () => {
    const { send, refresh, jar, clock } = await opened()
    const { data } = await send('/v1/login', { body })
    clock.advance(60)
    const before = jar.get('__Host-ztoken-refresh')
    const { data: renewed, headers } = await refresh()
    expect(renewed.session.id).toBe(data.session.id)
    expect(Object.keys(renewed)).not.toContain('refresh_token')
    expect(setIn(headers)).toHaveLength(1)
    expect(setIn(headers)[0]).not.toContain('Max-Age')
    expect(jar.get('__Host-ztoken-refresh')).not.toBe(before)
  })

  it('a slow reply that brings back the cookie before ends nothing', async () => {
    const { send, refresh, jar, clock } = await opened()
    await send('/v1/login', { body })
    clock.advance(60)
    const name = '__Host-ztoken-refresh'
    await refresh()
    const slow = jar.get(name) as string
    // Another page renews again, long before that reply has arrived.
    clock.advance(15)
    await refresh()
    expect(jar.get(name)).toBe(slow)
    clock.advance(14)
    expect((await refresh()).status).toBe(200)
    clock.advance(60)
    expect((await refresh()).status).toBe(200)
    expect(jar.get(name)).not.toBe(slow)
    // A cookie that was copied and used is still found out.
    jar.set(name, slow)
    clock.advance(11)
    expect((await refresh()).reason).toBe('refresh_token_reused')
  })

  it('go to whoever registers, signs in by a password or shows it again: every way in takes them', async () => {
    const { promise: sent, resolve } = withResolvers<string>()
    const sms: CodeSender = async ({ code }) => resolve(code)
    const { send, jar, core } = await opened({}, { senders: { sms } })
    const asking = { language: 'en', site: null, mayRegister: true, isSignedIn: false } as const
    const name = '__Host-ztoken-refresh'
    const registered = await send('/v1/register', {
      body: { ...body, phone: '13900139000', remember: true },
    })
    expect(registered.status).toBe(200)
    const first = jar.get(name)
    const { access_token: token, session } = registered.data
    const verified = await send('/v1/verify', { token, body: { password, transport: 'cookie' } })
    expect(verified.data.session.id).not.toBe(session.id)
    expect(jar.get(name)).not.toBe(first)
    // Still remembered.
    expect(jar.get(name)).toMatch(/^k\./)
    const change = { password, new_password: 'another long phrase', transport: 'cookie' }
    const changed = await send(
      '/v1/me/password',
      { token: verified.data.access_token, body: change },
      'PUT',
    )
    expect(changed.data).toMatchObject({ ended: 0, expires_in: 600 })
    expect(changed.body).not.toMatch(/zr1\.|zd1\./)
    const { challengeId } = await core.requestCode({ phone, purpose: 'login', ...asking }, '')
    const shown = { challenge_id: challengeId, code: await sent, phone, transport: 'cookie' }
    const coded = await send('/v1/login/code', { body: shown })
    expect(coded.data.session.id).toBe(core.sessionOfRefreshToken(jar.get(name)?.slice(2) ?? ''))
    const { setupToken } = (await core.requestSetup()) ?? {}
    const setup = { setup_token: setupToken, phone: '13700137000', password }
    const made = await send('/v1/setup', { body: { ...setup, transport: 'cookie' } })
    expect(made.data.session.id).toBe(core.sessionOfRefreshToken(jar.get(name)?.slice(2) ?? ''))
    // There is no other way to new tokens.
    const granting = Object.values(operations).filter(
      ({ data, isTutorial }) => !isTutorial && 'access_token' in Object(Object(data).properties),
    )
    // Those of a second factor are tried where there is one: second-factors.test.ts.
    expect(granting).toHaveLength(15)
    for (const { body: schema } of granting) expect(JSON.stringify(schema)).toContain('transport')
  })

  it('know the device again, beyond the logout, without a script that holds its token', async () => {
    const { send, jar, plain } = await opened({}, { failuresPerPhone: 2 })
    const { data } = await send('/v1/login', { body })
    await send('/v1/logout', { token: data.access_token })
    expect([...jar.keys()]).toEqual(['__Host-ztoken-device'])
    for (let n = 0; n < 4; n += 1) {
      await plain('POST', '/v1/login', { body: { phone, password: 'a wrong guess' } })
    }
    expect((await plain('POST', '/v1/login', { body: { phone, password } })).status).toBe(429)
    expect((await send('/v1/login', { body })).status).toBe(200)
  })

  it('A124 a logout takes away the cookie of its session, and of no other', async () => {
    const { send, jar, core, plain } = await opened()
    const other = await addPerson(core)
    const { data } = await send('/v1/login', { body })
    expect(setIn((await send('/v1/logout', { token: other.token })).headers)).toEqual([])
    const cookie = jar.get('__Host-ztoken-refresh')
    const left = await send('/v1/logout', { token: data.access_token })
    expect(setIn(left.headers)).toEqual([
      '__Host-ztoken-refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
    ])
    expect(left.headers['clear-site-data']).toBe('"cache"')
    const again = { ...sent, cookie: `__Host-ztoken-refresh=${cookie}` }
    const refused = await plain('POST', '/v1/refresh', {
      body: { transport: 'cookie' },
      headers: again,
    })
    expect(refused.reason).toBe('session_ended')
  })

  it('A087 a logout beside a cookie that somebody else has put there is a logout', async () => {
    const { send, header } = await opened()
    const { data } = await send('/v1/login', { body })
    const cookie = `${header()}; __Host-ztoken-refresh=k.tossed`
    const left = await send('/v1/logout', { token: data.access_token, headers: { cookie } })
    expect(left.status).toBe(200)
    expect(setIn(left.headers)).toEqual([])
  })

  it('nothing changes for who uses bodies, whatever cookies come along', async () => {
    const { send, plain } = await opened()
    await send('/v1/login', { body })
    const { data, headers } = await send('/v1/login', { body: { phone, password } })
    expect(data).toMatchObject({ expires_in: 3600, refresh_token: expect.any(String) })
    expect(setIn(headers)).toEqual([])
    const explicit = { refresh_token: data.refresh_token, transport: 'body' }
    expect((await plain('POST', '/v1/refresh', { body: explicit })).data).toHaveProperty(
      'refresh_token',
    )
    // A cookie without the word is no refresh token, and both at once are neither.
    expect((await send('/v1/refresh', { body: {} })).status).toBe(400)
    const both = { refresh_token: data.refresh_token, transport: 'cookie' }
    expect((await send('/v1/refresh', { body: both })).status).toBe(400)
  })

  it('T187 no cookie opens a guarded route, whatever it holds', async () => {
    const { send, plain } = await opened()
    const { data } = await send('/v1/login', { body })
    for (const name of ['z-token', 'token', 'access_token', '__Host-ztoken-access']) {
      const cookie = `${name}=${data.access_token}`
      expect((await plain('GET', '/v1/me', { headers: { ...sent, cookie } })).reason).toBe(
        'token_missing',
      )
    }
    expect((await send('/v1/me', {}, 'GET')).reason).toBe('token_missing')
  })

  it('T191 turned off: cookies are ignored, and nobody is given any', async () => {
    const { send, plain, core } = await opened({ cookies: false })
    const { reason, headers } = await send('/v1/login', { body })
    expect(reason).toBe('transport_unavailable')
    expect(setIn(headers)).toEqual([])
    const { refreshToken, token } = await addPerson(core)
    const cookie = `__Host-ztoken-refresh=s.${refreshToken}`
    const refused = await plain('POST', '/v1/refresh', {
      body: { transport: 'cookie' },
      headers: { ...sent, cookie },
    })
    expect(refused.reason).toBe('transport_unavailable')
    const left = await plain('POST', '/v1/logout', { token, headers: { ...sent, cookie } })
    expect([left.status, setIn(left.headers)]).toEqual([200, []])
  })

  it('A090 stay far below what browsers keep, with room for the longest id there may be', async () => {
    const { send } = await opened()
    const lines = setIn((await send('/v1/login', { body })).headers)
    expect(lines).toHaveLength(2)
    const longestId = 'u'.repeat(128)
    for (const line of lines) expect(line.length + btoa(longestId).length).toBeLessThan(1024)
  })
})
