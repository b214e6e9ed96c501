import { describe, expect, it } from 'vitest'
import { createZtoken, memory } from 'ztoken'
import { createFetchHandler } from 'ztoken/server'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { createServerClient } from '../src/server.ts'
import { createBrowser, openFrontEnd, origin, within } from './front-end.ts'
import { codeOf, line, password, phone } from './open.ts'

const refreshName = '__Host-ztoken-refresh'
const accessName = '__Host-ztoken-access'

async function opened(options: Parameters<typeof openFrontEnd>[0] = {}) {
  const site = await openFrontEnd(options)
  return { ...site, server: site.client(), browser: createBrowser() }
}

describe('what a page asks ztoken through its own server', () => {
  it('A086 signs in: two cookies that no script reads, and the next render needs no refresh', async () => {
    const { server, browser, count } = await opened()
    const reply = await browser.signIn(server)
    expect(reply.status).toBe(200)
    const lines = reply.headers.getSetCookie()
    expect(lines.map((one) => one.split('=', 1)[0])).toEqual([
      refreshName,
      '__Host-ztoken-device',
      accessName,
    ])
    expect(lines[2]).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$|; Max-Age=600; /)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(await reply.text()).data).toMatchObject({ expires_in: 600 })
    expect((await server.renew(browser.page())).refusal).toBeNull()
    expect((await server.caller(browser.page()))?.user.name).toBe('张三')
    expect(count('POST /v1/refresh')).toBe(0)
  })

  it('A093 is judged by what the browser says of the page, not by who hands it on', async () => {
    const { server, browser } = await opened()
    const body = { phone, password, transport: 'cookie' }
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'z-csrf': '' },
    ] as Record<string, string>[]) {
      const reply = await server.forward(browser.script('/v1/login', body, headers))
      expect(reply.status).toBe(403)
      expect(reply.headers.getSetCookie()).toEqual([])
    }
  })

  it('renews for the page, signs out, and nothing of it is left for a render', async () => {
    const { server, browser, advance } = await opened()
    await browser.signIn(server)
    advance(60)
    const renewed = await server.forward(browser.script('/v1/refresh', { transport: 'cookie' }))
    browser.take(renewed.headers.getSetCookie())
    expect((await server.caller(browser.page()))?.user.name).toBe('张三')
    const { data } = JSON.parse(await renewed.text())
    const authorization = `Bearer ${data.access_token}`
    const ended = await server.forward(browser.script('/v1/logout', {}, { authorization }))
    expect(ended.headers.get('clear-site-data')).toBe('"cache"')
    browser.take(ended.headers.getSetCookie())
    expect(browser.jar.has(refreshName) || browser.jar.has(accessName)).toBe(false)
    expect(await server.caller(browser.page())).toBeNull()
  })

  it('reaches nothing outside of /v1/, however it is written', async () => {
    const { server, browser, wire } = await opened()
    const before = wire.length
    for (const path of [
      '/metrics',
      '/v1/../metrics',
      '/v1/%2e%2e/metrics',
      '/v1',
      '//v1/me',
      '/app/',
    ]) {
      expect((await server.forward(browser.script(path, null))).status).toBe(404)
    }
    expect(wire).toHaveLength(before)
    expect((await server.forward(browser.script('/v1/..%2fmetrics', null))).status).toBe(404)
  })

  it('goes below a prefix, whose own paths are the same', async () => {
    const { client, browser } = await opened()
    const server = client({ prefix: '/auth' })
    expect((await server.forward(browser.script('/auth/v1/about', null))).status).toBe(200)
    expect((await server.forward(browser.script('/v1/about', null))).status).toBe(404)
    expect((await server.forward(browser.script('/authv1/about', null))).status).toBe(404)
  })

  it('is asked again later where ztoken is not reached', async () => {
    const { client, browser } = await opened()
    const cable = line()
    cable.cut = 'before'
    const server = client({ transport: cable.transport })
    const reply = await server.forward(browser.script('/v1/about', null))
    expect(reply.status).toBe(503)
    expect(reply.headers.get('retry-after')).toBe('1')
  })

  it('hands on no cookie but those of ztoken, and of two of one name both', async () => {
    const { client, browser } = await opened()
    const cable = line()
    const server = client({ transport: cable.transport })
    const own = `${refreshName}=s.1; __Host-ztoken-device=2; ${refreshName}=s.3`
    const cookie = `theme=dark; ${own}; ${accessName}=4`
    const body = { transport: 'cookie' }
    const reply = await server.forward(browser.script('/v1/refresh', body, { cookie }))
    expect(cable.sent[0]?.headers.cookie).toBe(own)
    expect(reply.status).toBe(400)
  })

  it('tells ztoken where the browser is, by the word of the platform alone', async () => {
    const { client, browser } = await opened()
    const cable = line()
    const addressOf = () => '203.0.113.7'
    const made = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-host': 'evil.example' }
    for (const options of [{}, { addressOf }]) {
      const server = client({ ...options, transport: cable.transport })
      await server.forward(browser.script('/v1/about', null, made))
    }
    const [without, withAddress] = cable.sent.map(({ headers }) => headers)
    expect(without).not.toHaveProperty('x-forwarded-for')
    expect(without).toMatchObject({
      'x-forwarded-host': 'app.example',
      'x-forwarded-proto': 'https',
    })
    expect(withAddress).toMatchObject({ 'x-forwarded-for': '203.0.113.7' })
  })
})

describe('signing out without a script', () => {
  it('ends the session, with a token that has expired as well, and clears what a browser keeps', async () => {
    const { server, browser, advance, auth } = await opened()
    await browser.signIn(server)
    const { user } = (await server.caller(browser.page())) ?? {}
    const { length: before } = await auth.sessions(user?.id as string)
    advance(601)
    const answer = await server.signOut(browser.script('/sign-out', {}))
    expect(answer).toContainEqual(['clear-site-data', '"cache"'])
    browser.take(answer.filter(([name]) => name === 'set-cookie').map(([, text]) => text))
    expect([...browser.jar.keys()]).toEqual(['__Host-ztoken-device'])
    expect(await auth.sessions(user?.id as string)).toHaveLength(before - 1)
  })

  it('takes nothing away where ztoken is not reached: the session would go on', async () => {
    const { client, browser, advance } = await opened()
    const cable = line()
    const server = client({ transport: cable.transport })
    await browser.signIn(server)
    const asked = { method: 'POST', headers: browser.page('/', { origin }).headers }
    cable.cut = 'before'
    expect(await codeOf(server.signOut(asked))).toBe('network_failed')
    advance(601)
    expect(await codeOf(server.signOut(asked))).toBe('network_failed')
  })

  it('of nobody, or of a session that is over, clears the cookies all the same', async () => {
    const { server, browser, auth } = await opened()
    await browser.signIn(server)
    const { user } = (await server.caller(browser.page())) ?? {}
    await auth.kickOut(user?.id as string)
    for (const { headers } of [
      browser.page('/', { origin }),
      createBrowser().page('/', { origin }),
    ]) {
      expect(await server.signOut({ method: 'POST', headers })).toHaveLength(4)
    }
  })
})

it('a ztoken in the same process is asked without a network', async () => {
  const auth = await createZtoken({
    secret: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test',
    store: memory(),
    passwords: cheapHashes,
  })
  const handler = await createFetchHandler(auth, {
    publicUrl: origin,
    addressOf: () => '127.0.0.1',
  })
  await auth.register({ phone, password, name: '张三' })
  const server = createServerClient({ baseUrl: origin, origin, transport: within(handler) })
  const browser = createBrowser()
  await browser.signIn(server)
  expect((await server.caller(browser.page()))?.user.name).toBe('张三')
  await handler.close()
  await auth.close()
})
