import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'

const phone = '13800138000'
const app = 'https://app.example'
const body = { phone, password, transport: 'cookie' }
const sent = {
  host: 'login.example',
  origin: 'https://login.example',
  'sec-fetch-site': 'same-origin',
  'z-csrf': '1',
}

async function opened(options: object = {}) {
  const site = await open(
    {},
    { publicUrl: 'https://login.example', corsOrigins: [app], ...options },
  )
  const send = sender(site.app)
  const person = await site.core.register({ phone, password })
  const attempt = (headers: object, url = '/v1/login', given: object = body) =>
    send('POST', url, { body: given, headers: { ...headers } })
  /** What an attack must not change: nobody has signed in, and the session goes on as it was. */
  const untouched = async () => {
    const sessions = await site.core.sessions(person.user.id)
    return sessions.length === 1 && sessions[0]?.counter === 0
  }
  const cookie = `__Host-ztoken-refresh=s.${person.refreshToken}`
  return { ...site, send, attempt, untouched, person, cookie }
}

const without = (name: keyof typeof sent) => {
  const { [name]: _, ...rest } = sent
  return rest
}

describe('cookies and other sites', () => {
  it('A085 A096 a page of another site is refused, at the login as at the refresh', async () => {
    const { attempt, untouched, cookie } = await opened()
    const others = [
      { ...sent, 'sec-fetch-site': 'cross-site' },
      { ...sent, 'sec-fetch-site': 'none' },
      { ...sent, origin: 'https://evil.example' },
      { ...sent, origin: 'https://login.example.evil.example' },
      { ...sent, origin: 'https://evil.login.example', 'sec-fetch-site': 'same-site' },
      { ...sent, origin: 'https://login.example:8443' },
      { ...sent, origin: `${app}, https://evil.example` },
      // Listed, and yet not of the same site: the browser says so.
      { ...sent, origin: app, 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of others) {
      const { status, reason, headers: got } = await attempt(headers)
      expect([status, reason], JSON.stringify(headers)).toEqual([403, 'origin_unknown'])
      expect(got['set-cookie']).toBeUndefined()
      const refused = await attempt({ ...headers, cookie }, '/v1/refresh', { transport: 'cookie' })
      expect(refused.reason).toBe('origin_unknown')
    }
    // The same name without https is another origin, and no cookie goes there.
    const plain = await attempt({ ...sent, origin: 'http://login.example', cookie })
    expect(plain.reason).toBe('transport_unavailable')
    expect(await untouched()).toBe(true)
    expect(
      (await attempt({ ...sent, cookie }, '/v1/refresh', { transport: 'cookie' })).status,
    ).toBe(200)
  })

  it('A093 who does not say where they come from is refused', async () => {
    const { attempt, untouched } = await opened()
    for (const headers of [
      without('origin'),
      { ...sent, origin: 'null' },
      { ...sent, origin: '' },
      { host: sent.host, 'z-csrf': '1', referer: 'https://login.example/app/' },
    ]) {
      expect((await attempt(headers)).reason).toBe('origin_unknown')
    }
    expect(await untouched()).toBe(true)
    // Browsers before Fetch Metadata say their origin, too.
    expect((await attempt(without('sec-fetch-site'))).status).toBe(200)
  })

  it('A094 the header of ours is asked for, and no other word in it', async () => {
    const { attempt, untouched, person } = await opened()
    for (const value of [
      undefined,
      '',
      '0',
      'true',
      '1, 1',
      person.accessToken,
      person.session.id,
    ]) {
      const headers = { ...without('z-csrf'), ...(value !== undefined && { 'z-csrf': value }) }
      expect([(await attempt(headers)).reason, value]).toEqual(['csrf_header_missing', value])
    }
    expect(await untouched()).toBe(true)
  })

  it('A091 what a form can send is refused before anything is looked at', async () => {
    const { send, untouched, cookie } = await opened()
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
    ]) {
      const headers = { ...sent, cookie, 'content-type': type }
      for (const url of ['/v1/login', '/v1/refresh', '/v1/logout']) {
        const { status } = await send('POST', url, { headers, body: '{"transport":"cookie"}' })
        expect([401, 415], `${url} ${type}`).toContain(status)
      }
    }
    expect(await untouched()).toBe(true)
  })

  it('A092 A095 no GET, HEAD or OPTIONS changes anything or sets a cookie', async () => {
    const { app: server, untouched, cookie } = await opened()
    for (const url of ['/v1/login', '/v1/refresh', '/v1/logout', '/v1/me', '/v1/register']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
        const reply = await server.inject({ method, url, headers: { ...sent, cookie } })
        expect(reply.headers['set-cookie'], `${method} ${url}`).toBeUndefined()
        expect([204, 400, 401, 404, 405], `${method} ${url}`).toContain(reply.statusCode)
      }
    }
    expect(await untouched()).toBe(true)
  })

  it('A087 two cookies of one name are refused, and one of another name is none', async () => {
    const { attempt, untouched, core, cookie } = await opened()
    const { refreshToken } = await addPerson(core)
    const tossed = `__Host-ztoken-refresh=s.${refreshToken}`
    const refresh = (jar: string) =>
      attempt({ ...sent, cookie: jar }, '/v1/refresh', { transport: 'cookie' })
    for (const jar of [`${cookie}; ${tossed}`, `${tossed};${cookie}`, `${cookie}; ${cookie}`]) {
      expect((await refresh(jar)).reason).toBe('invalid_request')
    }
    for (const name of [
      'ztoken-refresh',
      'ztoken-refresh-443',
      '__Secure-ztoken-refresh',
      '__host-ztoken-refresh',
      'x__Host-ztoken-refresh',
    ]) {
      expect((await refresh(`${name}=s.${refreshToken}`)).reason).toBe('token_missing')
    }
    expect(await untouched()).toBe(true)
    expect((await refresh(`${cookie}; ztoken-refresh=s.${refreshToken}`)).status).toBe(200)
  })

  it('A088 without https there are cookies on this machine alone, under a name of their own', async () => {
    const { attempt } = await opened({ publicUrl: undefined, corsOrigins: [] })
    const at = (origin: string) => ({ ...sent, host: new URL(origin).host, origin })
    for (const [origin, name] of [
      ['http://localhost:8080', 'ztoken-refresh-8080'],
      ['http://127.0.0.1:5173', 'ztoken-refresh-5173'],
      ['http://app.localhost', 'ztoken-refresh-80'],
    ] as const) {
      const [line] = (await attempt(at(origin))).headers['set-cookie'] as string[]
      expect(line).toMatch(new RegExp(`^${name}=s\\.[^;]*; Path=/; HttpOnly; SameSite=Lax$`))
    }
    for (const origin of ['http://login.example', 'http://192.168.1.7:8080', 'http://10.0.0.1']) {
      const { status, reason, headers } = await attempt(at(origin))
      expect([status, reason]).toEqual([400, 'transport_unavailable'])
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('A088 behind a proxy that is trusted its word for https counts, and nobody else’s', async () => {
    const proxied = { ...sent, 'x-forwarded-proto': 'https' }
    const behind = await opened({ publicUrl: undefined, trustedProxies: ['127.0.0.1'] })
    const [line] = (await behind.attempt(proxied)).headers['set-cookie'] as string[]
    expect(line).toMatch(/^__Host-ztoken-refresh=/)
    const alone = await opened({ publicUrl: undefined })
    expect((await alone.attempt(proxied)).reason).toBe('origin_unknown')
  })

  it('A089 at the root cookies are for the whole host; below a path for that path', async () => {
    for (const options of [
      { publicUrl: 'https://login.example/auth' },
      { publicUrl: 'https://login.example/auth', prefix: '/auth' },
      { publicUrl: undefined, prefix: '/auth', trustedProxies: ['127.0.0.1'] },
    ]) {
      const { attempt } = await opened(options)
      const headers = { ...sent, 'x-forwarded-proto': 'https' }
      const url = `${'prefix' in options ? '/auth' : ''}/v1/login`
      const [line] = (await attempt(headers, url)).headers['set-cookie'] as string[]
      expect(line).toMatch(
        /^__Secure-ztoken-refresh=[^;]*; Path=\/auth; HttpOnly; Secure; SameSite=Lax$/,
      )
    }
  })

  it('A120 a cookie that was there before becomes nobody’s session', async () => {
    const { attempt, core, person } = await opened()
    const other = await addPerson(core)
    const fixed = { ...sent, cookie: `__Host-ztoken-refresh=k.${other.refreshToken}` }
    const { data, headers } = await attempt(fixed)
    expect(data.user.id).toBe(person.user.id)
    expect([other.sessionId, person.session.id]).not.toContain(data.session.id)
    const [line] = headers['set-cookie'] as string[]
    // Nor does it make anybody be remembered.
    expect(line).toMatch(/^__Host-ztoken-refresh=s\./)
    expect(line).not.toContain('Max-Age')
    expect(core.sessionOfRefreshToken(/=s\.([^;]*)/.exec(line ?? '')?.[1] ?? '')).toBe(
      data.session.id,
    )
  })

  it('A230 pages on listed origins of the same site may send them, and the browser is told so', async () => {
    const { attempt, app: server } = await opened()
    const from = { ...sent, origin: app, 'sec-fetch-site': 'same-site' }
    const { headers, status } = await attempt(from)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-credentials': 'true',
      vary: 'Origin, Cookie',
    })
    const asked = { ...from, 'access-control-request-method': 'POST' }
    const preflight = (origin: string) =>
      server.inject({ method: 'OPTIONS', url: '/v1/login', headers: { ...asked, origin } })
    expect((await preflight(app)).headers['access-control-allow-headers']).toContain('z-csrf')
    expect((await preflight('https://evil.example')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
    // With cookies is asked what sets or reads one, and nothing else.
    const plain = await server.inject({ url: '/v1/me', headers: from })
    expect(plain.headers).not.toHaveProperty('access-control-allow-credentials')
    const off = await opened({ cookies: false })
    expect((await off.attempt(from)).headers).not.toHaveProperty('access-control-allow-credentials')
  })
})
