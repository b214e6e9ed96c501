import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { chromiumFlags, ensureChromium } from '../../../scripts/ensure-chromium.ts'
import {
  languages,
  openSite,
  type Person,
  type Site,
  signIn,
  strangersBrowser,
  useChromium,
} from './browser.ts'

useChromium()

const rememberMe = { en: 'Remember me on this device', 'zh-CN': '在此设备上保持登录' } as const

/** Signs in on the page for it, as people do. */
async function enter(page: Page, site: Site, person: Person): Promise<void> {
  await page.goto(site.at('/sign-in'))
  await signIn(page, person.phone)
  await page.waitForURL(site.at('/account'))
}

/** Counts what the pages of a browser ask for. */
function counting(context: BrowserContext, path: string): () => number {
  let count = 0
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === path) count += 1
  })
  return () => count
}

/** A browser that keeps what it has on disk, as one that is restarted does. */
async function openProfile(directory: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(directory, {
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
    locale: 'en',
  })
  onTestFinished(() => context.close())
  return context
}

const cookieNames = async (context: BrowserContext) =>
  (await context.cookies()).map(({ name }) => name.replace(/-\d+$/, '')).sort()

describe('signed in on a browser', () => {
  it('another tab, a middle click, a typed address and a reload find one signed in', async () => {
    const site = await openSite()
    const page = await site.visit('/sign-in')
    await enter(page, site, await site.person())
    const other = await page.context().newPage()
    await other.goto(site.at('/account/devices'))
    await other.locator('h1').waitFor()
    expect(other.url()).toBe(site.at('/account/devices'))
    const opened = page.context().waitForEvent('page')
    await page.locator('a[href$="/account/security"]').first().click({ button: 'middle' })
    const third = await opened
    await third.waitForURL(site.at('/account/security'))
    await third.locator('h1').waitFor()
    await page.reload()
    await page.locator('h1').waitFor()
    expect(page.url()).toBe(site.at('/account'))
    const { phone } = (await site.auth.searchUsers({})).items[0] ?? {}
    const user = await site.auth.findUser(phone ?? '')
    expect(await site.auth.sessions(user?.id ?? '')).toHaveLength(1)
  })

  it.each(languages)(
    'whoever wants it is remembered when the browser starts again (%s)',
    async (language) => {
      const site = await openSite()
      const person = await site.person()
      for (const isWanted of [false, true]) {
        const page = await site.visit('/sign-in', { language })
        const box = page.getByLabel(rememberMe[language])
        expect(await box.isChecked()).toBe(false)
        if (isWanted) await box.check()
        await signIn(page, person.phone)
        await page.waitForURL(site.at('/account'))
        const kept = (await page.context().cookies()).find(({ name }) => name.includes('refresh'))
        expect(kept).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
        const days = ((kept?.expires ?? 0) - Date.now() / 1000) / 86_400
        expect(Math.round(days)).toBe(isWanted ? 30 : Math.round((-1 - Date.now() / 1000) / 86_400))
      }
    },
  )

  it('a browser that was restarted finds who wanted to be remembered, with one refresh', async () => {
    const site = await openSite()
    const person = await site.person()
    const directory = mkdtempSync(join(tmpdir(), 'ztoken-profile-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const before = await openProfile(directory)
    const page = await before.newPage()
    await page.goto(site.at('/sign-in'))
    await page.getByLabel(rememberMe.en).check()
    await signIn(page, person.phone)
    await page.waitForURL(site.at('/account'))
    await before.close()

    const after = await openProfile(directory)
    const refreshes = counting(after, '/v1/refresh')
    const tabs = await Promise.all(
      ['/account', '/account/devices', '/account/security'].map(async (path) => {
        const tab = await after.newPage()
        await tab.goto(site.at(path))
        await tab.locator('h1').waitFor()
        return tab.url()
      }),
    )
    expect(tabs).toEqual(
      ['/account', '/account/devices', '/account/security'].map((path) => site.at(path)),
    )
    expect(refreshes()).toBe(1)
    expect(await site.auth.sessions(person.id)).toHaveLength(1)
  }, 120_000)

  it('fifty requests with a token that has expired, in two tabs: one refresh, and nobody is out', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visit('/sign-in')
    await enter(page, site, person)
    const other = await page.context().newPage()
    await other.goto(site.at('/account'))
    await other.locator('h1').waitFor()
    const refreshes = counting(page.context(), '/v1/refresh')
    const asked = counting(page.context(), '/v1/me')
    site.advance(700)
    // The pages' own client, as every page asks with it.
    const many = `(() => {
      const { provides } = document.querySelector('#app').__vue_app__._context
      const key = Object.getOwnPropertySymbols(provides).find((one) => one.description === 'ztoken')
      const { client } = provides[key]
      return Promise.all(Array.from({ length: 25 }, () => client.loadUser())).then(() => {})
    })()`
    await Promise.all([page, other].map((tab) => tab.evaluate(many)))
    expect(asked()).toBeGreaterThanOrEqual(50)
    expect(refreshes()).toBe(1)
    expect([page.url(), other.url()]).toEqual([site.at('/account'), site.at('/account')])
  })

  it('nobody signed in: nothing is asked that would be refused', async () => {
    const site = await openSite()
    const context = await site.browser()
    const refreshes = counting(context, '/v1/refresh')
    for (const path of ['/sign-in', '/account', '/register']) {
      const page = await context.newPage()
      await page.goto(site.at(path))
      await page.locator('input[name=phone]').waitFor()
    }
    expect(refreshes()).toBe(0)
  })
})

describe('what a script can read', () => {
  it('A220 nothing outlives the page: no storage, no database and no cookie holds a token', async () => {
    const site = await openSite()
    const page = await site.visit('/sign-in')
    await enter(page, site, await site.person())
    const found = await page.evaluate<string>(`(async () => {
      const databases = await indexedDB.databases()
      const caches_ = await caches.keys()
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie,
        databases, caches_, location.href, history.state, document.documentElement.outerHTML])
    })()`)
    expect(found).not.toMatch(/zr1\.|zd1\.|eyJ|access_token|refresh_token/)
    expect(await cookieNames(page.context())).toEqual(['ztoken-device', 'ztoken-refresh'])
    // What a script gets by asking is an access token of ten minutes, and no more.
    const asked = await page.evaluate<{ data: Record<string, unknown> }>(`fetch('/v1/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'z-csrf': '1' },
      body: '{"transport":"cookie"}',
    }).then((reply) => reply.json())`)
    expect(asked.data.expires_in).toBeLessThanOrEqual(600)
    expect(Object.keys(asked.data)).not.toContain('refresh_token')
  })
})

describe('signing out', () => {
  it('in one tab ends all of them, takes the cookie away, and Back shows nothing', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visit('/sign-in')
    await enter(page, site, person)
    const other = await page.context().newPage()
    await other.goto(site.at('/account'))
    await other.locator('h1').waitFor()
    // Away from the page, so that the browser keeps it for Back.
    await other.goto(`${site.origin}/healthz`)
    const gone = page.waitForResponse((response) => response.url().endsWith('/v1/logout'))
    await page.locator('header').getByRole('button', { name: person.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/\/sign-in/)
    await gone
    expect(await cookieNames(page.context())).toEqual(['ztoken-device'])
    await other.goBack()
    await other.waitForURL(/\/sign-in/)
    expect(await other.locator('main').innerText()).not.toContain(person.name)
    await page.goBack().catch(() => null)
    await page.goto(site.at('/account'))
    await page.waitForURL(/\/sign-in/)
    expect(await site.auth.sessions(person.id)).toEqual([])
  })

  it('without a network: the server hears of it as soon as there is one', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visit('/sign-in')
    await enter(page, site, person)
    await page.context().route('**/v1/logout', (route) => route.abort())
    const tried = page.waitForEvent('requestfailed', (one) => one.url().endsWith('/v1/logout'))
    await page.locator('header').getByRole('button', { name: person.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/\/sign-in/)
    await tried
    expect(await site.auth.sessions(person.id)).toHaveLength(1)
    await page.context().unroute('**/v1/logout')
    const told = page.waitForResponse((response) => response.url().endsWith('/v1/logout'))
    await page.reload()
    await told
    expect(page.url()).toContain('/sign-in')
    expect(await site.auth.sessions(person.id)).toEqual([])
    expect(await cookieNames(page.context())).toEqual(['ztoken-device'])
  })

  it('elsewhere is told to every tab, with the reason', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visit('/sign-in')
    const isFollowed = page.waitForResponse((one) => one.url().includes('/v1/me/session/events'))
    await enter(page, site, person)
    await isFollowed
    const other = await page.context().newPage()
    await other.goto(site.at('/account'))
    await other.locator('h1').waitFor()
    await site.auth.kickOut(person.id)
    for (const tab of [page, other]) {
      await tab.waitForURL(/\/sign-in/)
      await tab.getByText('An administrator ended your session').waitFor()
    }
  })
})

describe('pages of somebody else', () => {
  it('A091 A092 A096 a form, an image and a fetch from there change nothing', async () => {
    const site = await openSite()
    const person = await site.person()
    const context = await strangersBrowser()
    const page = await context.newPage()
    await enter(page, site, person)
    const before = await context.cookies(site.origin)
    const evil = createServer((_request, reply) => {
      reply.setHeader('content-type', 'text/html')
      reply.end('<title>evil</title>')
    })
    await new Promise<void>((listening) => evil.listen(0, '127.0.0.1', listening))
    onTestFinished(() => void evil.close())
    const { port } = evil.address() as AddressInfo
    // Another port of this machine is the same site to a browser, as a subdomain is.
    for (const host of ['127.0.0.1', 'evil.localhost']) {
      const trap = await context.newPage()
      await trap.goto(`http://${host}:${port}/`)
      const results = await trap.evaluate<unknown[]>(`(async (api) => {
        const shown = []
        const image = new Image()
        await new Promise((done) => { image.onload = image.onerror = done; image.src = api + '/v1/logout' })
        for (const [path, body] of [
          ['/v1/refresh', '{"transport":"cookie"}'],
          ['/v1/login', '{"phone":"13800138000","password":"a long enough phrase","transport":"cookie"}'],
          ['/v1/logout', ''],
        ]) {
          for (const init of [
            { mode: 'no-cors', headers: { 'content-type': 'text/plain' } },
            { mode: 'cors', headers: { 'content-type': 'application/json', 'z-csrf': '1' } },
          ]) {
            shown.push(await fetch(api + path, { method: 'POST', credentials: 'include', body, ...init })
              .then((reply) => reply.type + reply.status, () => 'refused'))
          }
        }
        return shown
      })('${site.origin}')`)
      // Opaque: sent, and refused there; with our header the browser sends nothing at all.
      expect(results).toEqual(Array(3).fill(['opaque0', 'refused']).flat())
      for (const type of [
        'text/plain',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
      ]) {
        await trap.goto(`http://${host}:${port}/`)
        const answered = trap.waitForResponse(`${site.origin}/v1/refresh`)
        await trap.evaluate(`(() => {
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', enctype: '${type}', action: '${site.origin}/v1/refresh' })
          form.innerHTML = '<input name=\\'{"transport":"cookie","x":"\\' value=\\'"}\\'>'
          document.body.append(form)
          form.submit()
        })()`)
        expect((await answered).status()).toBe(415)
        await trap.waitForURL(`${site.origin}/v1/refresh`)
      }
    }
    expect(await context.cookies(site.origin)).toEqual(before)
    const [session] = await site.auth.sessions(person.id)
    expect(session?.counter).toBe(0)
    await page.reload()
    await page.locator('h1').waitFor()
    expect(page.url()).toBe(site.at('/account'))
  })
})

describe('a server that gives no cookies', () => {
  it('the pages go on with the tokens of the tab', async () => {
    const site = await openSite({}, { cookies: false })
    const person = await site.person()
    const page = await site.visit('/sign-in')
    await enter(page, site, person)
    expect(await page.context().cookies()).toEqual([])
    await page.reload()
    await page.locator('h1').waitFor()
    expect(page.url()).toBe(site.at('/account'))
    expect(await site.auth.sessions(person.id)).toHaveLength(1)
  })
})
