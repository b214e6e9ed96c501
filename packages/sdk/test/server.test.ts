import { putMe } from '@ztoken/contract/me'
import { describe, expect, it } from 'vitest'
import { call } from '../src/call.ts'
import type { TransportRequest } from '../src/index.ts'
import { createServerClient } from '../src/server.ts'
import { createBrowser, openFrontEnd, origin, rendering } from './front-end.ts'
import { codeOf, line, password } from './open.ts'

const refreshName = '__Host-ztoken-refresh'
const accessName = '__Host-ztoken-access'

/** Somebody who is signed in at a front end. */
async function signedIn() {
  const site = await openFrontEnd()
  const browser = createBrowser()
  const server = site.client()
  await browser.signIn(server)
  return { ...site, browser, server }
}

describe('who asks for a page', () => {
  it('is known from the cookies, without a refresh, and may be shown by no cache to others', async () => {
    const { browser, server, count } = await signedIn()
    const renewal = await server.renew(browser.page())
    expect(renewal.refusal).toBeNull()
    expect(renewal.headers).toEqual([['cache-control', 'private, no-store']])
    const caller = await server.caller(rendering(renewal))
    expect(caller?.user.name).toBe('张三')
    expect(count('POST /v1/refresh')).toBe(0)
  })

  it('is nobody without cookies, and such a page may be kept', async () => {
    const { server, wire } = await signedIn()
    const before = wire.length
    const renewal = await server.renew(createBrowser().page())
    expect(renewal).toEqual({ cookie: '', headers: [], refusal: null })
    expect(await server.caller(rendering(renewal))).toBeNull()
    expect(wire).toHaveLength(before)
  })

  it('changes their own account from an action of the page', async () => {
    const { browser, server } = await signedIn()
    const asked = { method: 'POST', headers: browser.page('/', { origin }).headers }
    const caller = await server.caller(asked)
    expect((await call(caller as NonNullable<typeof caller>, putMe, { name: '王五' })).name).toBe(
      '王五',
    )
    expect((await server.caller(browser.page()))?.user.name).toBe('王五')
  })

  it('A093 is nobody for the page of another origin, whatever cookies came along', async () => {
    const { browser, server } = await signedIn()
    for (const from of ['https://evil.app.example', 'https://evil.example', 'null']) {
      const { headers } = browser.page('/', { origin: from })
      expect(await codeOf(server.caller({ method: 'POST', headers }))).toBe('origin_unknown')
      expect(await codeOf(server.caller({ headers }))).toBe('origin_unknown')
      expect(await codeOf(server.signOut({ method: 'POST', headers }))).toBe('origin_unknown')
    }
    // Browsers say where a POST comes from: one that does not is no page's.
    const { headers } = browser.page()
    expect(await codeOf(server.caller({ method: 'POST', headers }))).toBe('origin_unknown')
    expect(await codeOf(server.signOut({ headers }))).toBe('origin_unknown')
  })

  it('A087 two cookies of one name show nobody: one of them somebody else put there', async () => {
    const { browser, server } = await signedIn()
    for (const name of [refreshName, accessName]) {
      const cookie = `${browser.header()}; ${name}=x`
      expect(await server.caller({ headers: new Headers({ cookie }) })).toBeNull()
    }
  })

  it('an access token of another session shows nobody: a slow reply brings nobody back', async () => {
    const { browser, server, auth } = await signedIn()
    const other = createBrowser()
    await auth.register({ phone: '13900139000', password })
    await other.signIn(server, { phone: '13900139000', password })
    const late = browser.jar.get(accessName) as string
    other.jar.set(accessName, late)
    expect(await server.caller(other.page())).toBeNull()
    // And whoever has signed out has no session that it could be of.
    other.jar.delete(refreshName)
    expect(await server.caller(other.page())).toBeNull()
  })
})

describe('what has expired', () => {
  it('is renewed once for 20 renders that come together, and each sees what was renewed', async () => {
    const { browser, server, advance, rotations, count } = await signedIn()
    advance(601)
    const renewals = await Promise.all(
      Array.from({ length: 20 }, (_, at) => server.renew(browser.page(`/${at}`))),
    )
    const names = await Promise.all(
      renewals.map(async (renewal) => (await server.caller(rendering(renewal)))?.user.name),
    )
    expect(names).toEqual(Array(20).fill('张三'))
    expect(rotations()).toBe(1)
    expect(count('POST /v1/refresh')).toBe(1)
    expect(new Set(renewals.map(({ cookie }) => cookie)).size).toBe(1)
    for (const renewal of renewals) browser.takeFrom(renewal)
    expect((await server.caller(browser.page()))?.user.name).toBe('张三')
  })

  it('is renewed once for renders in two processes as well, and ends no session', async () => {
    const { browser, server, client, advance, rotations } = await signedIn()
    const servers = [server, client()]
    advance(601)
    const renewals = await Promise.all(
      Array.from({ length: 20 }, (_, at) => servers[at % 2]?.renew(browser.page())),
    )
    expect(rotations()).toBe(1)
    for (const renewal of renewals) {
      expect(renewal?.refusal).toBeNull()
      browser.takeFrom(renewal as NonNullable<typeof renewal>)
    }
    advance(601)
    browser.takeFrom(await server.renew(browser.page()))
    expect((await server.caller(browser.page()))?.user.name).toBe('张三')
  })

  it('reaches whoever comes a little later with the cookie before', async () => {
    const { browser, server, advance, rotations, count } = await signedIn()
    advance(601)
    const first = await server.renew(browser.page())
    advance(9)
    expect((await server.renew(browser.page())).cookie).toBe(first.cookie)
    expect(rotations()).toBe(1)
    expect(count('POST /v1/refresh')).toBe(1)
  })

  it('is renewed by nothing that is fetched ahead, and by no picture, script or route of ztoken', async () => {
    const { browser, server, advance, count } = await signedIn()
    advance(601)
    for (const ahead of [
      { 'sec-purpose': 'prefetch' },
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
      { 'next-router-prefetch': '1' },
    ] as Record<string, string>[]) {
      // A page that shows nobody must not be kept for later.
      const { refusal, headers } = await server.renew(browser.page('/', ahead))
      expect(refusal?.status).toBe(503)
      expect(refusal?.headers.get('cache-control')).toBe('no-store')
      expect(headers).toEqual([])
    }
    for (const [path, headers] of [
      ['/logo.png', {}],
      ['/_next/static/chunks/1.js', {}],
      ['/_nuxt/entry', {}],
      ['/picture', { 'sec-fetch-dest': 'image' }],
      ['/v1/me', {}],
    ] as const) {
      const renewal = await server.renew(browser.page(path, headers))
      expect(renewal).toEqual({ cookie: browser.header(), headers: [], refusal: null })
    }
    expect(count('POST /v1/refresh')).toBe(0)
  })

  it('a session that is over shows nobody, and takes no cookie of a later one away', async () => {
    const { browser, server, auth, advance } = await signedIn()
    const { user } = (await server.caller(browser.page())) ?? {}
    await auth.kickOut(user?.id as string)
    expect(await server.caller(browser.page())).toBeNull()
    advance(601)
    const renewal = await server.renew(browser.page())
    expect(renewal.cookie).toMatch(/^__Host-ztoken-device=[^;]+$/)
    expect(renewal.refusal).toBeNull()
    expect(JSON.stringify(renewal.headers)).not.toContain(refreshName)
    expect(await server.caller(rendering(renewal))).toBeNull()
  })

  it('is not taken for signed out where ztoken is not reached, and is asked for again', async () => {
    const { browser, client, advance } = await signedIn()
    const cable = line()
    const server = client({ transport: cable.transport })
    advance(601)
    cable.cut = 'before'
    expect((await server.renew(browser.page())).refusal?.status).toBe(503)
    cable.cut = 'after'
    expect((await server.renew(browser.page())).refusal?.status).toBe(503)
    cable.cut = null
    const renewal = await server.renew(browser.page())
    expect((await server.caller(rendering(renewal)))?.user.name).toBe('张三')
  })

  it('is remembered for a thousand cookies at most, of which the oldest is asked for again', async () => {
    const asked: string[] = []
    const transport = async ({ headers }: TransportRequest) => {
      asked.push(headers.cookie as string)
      return Response.json({ reason: 'session_ended' }, { status: 401 })
    }
    const server = createServerClient({ baseUrl: origin, origin, transport })
    for (const at of [...Array(1002).keys(), 1001, 0]) {
      await server.renew({ headers: new Headers({ cookie: `${refreshName}=s.${at}` }) })
    }
    expect(asked.slice(1001)).toEqual([`${refreshName}=s.1001`, `${refreshName}=s.0`])
  })

  it('says aloud where ztoken does not know the front end', async () => {
    const { browser, client, advance } = await signedIn()
    advance(601)
    const elsewhere = client({ origin: 'https://other.example' })
    expect(await codeOf(elsewhere.renew(browser.page()))).toBe('origin_unknown')
    expect(() => client({ origin: 'app.example' })).toThrow(TypeError)
  })
})
