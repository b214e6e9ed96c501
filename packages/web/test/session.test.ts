import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { languages, openSite, password, signIn, strangersBrowser, useChromium } from './browser.ts'

useChromium()

/** A page that follows its session has asked for the stream; what is asked for later is told. */
const following = (page: Page) =>
  page.waitForResponse((response) => response.url().includes('/v1/me/session/events'))

describe('a session that ends elsewhere', () => {
  it.each(languages)(
    'signs the open page out within two seconds and says why (%s)',
    async (language) => {
      const site = await openSite()
      for (const [end, en, zh] of [
        ['kickOut', 'An administrator ended your session', '你已被管理员强制下线'],
        ['ban', 'The account is banned', '账号已被封禁'],
      ] as const) {
        const person = await site.person()
        const page = await site.visit('/sign-in', { language })
        const isFollowed = following(page)
        await signIn(page, person.phone)
        await isFollowed
        const leaves = page.waitForURL(/\/sign-in/, { timeout: 2000 })
        await site.auth[end](person.id)
        await leaves
        await page.getByText(language === 'en' ? en : zh).waitFor({ timeout: 2000 })
        // A reload finds nobody, either.
        await page.reload()
        await page.locator('input[name=password]').waitFor()
      }
    },
  )

  it('leads back to the page that was open, after signing in again', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visit('/sign-in?next=/account/devices')
    const isFollowed = following(page)
    await signIn(page, person.phone)
    await isFollowed
    await page.waitForURL(site.at('/account/devices'))
    await site.auth.kickOut(person.id)
    await page.waitForURL(/\/sign-in/)
    await signIn(page, person.phone)
    await page.waitForURL(site.at('/account/devices'))
  })
})

describe('nine tabs of one browser, over HTTP/1.1', () => {
  it('F49 signed in together: all are served, and each says at once that its session is over', async () => {
    const site = await openSite()
    const person = await site.person()
    const first = await site.visit('/sign-in')
    const tabs = [first]
    await signIn(first, person.phone)
    await first.waitForURL(site.at('/account'))
    while (tabs.length < 9) tabs.push(await first.context().newPage())
    for (const tab of tabs) {
      await tab.goto(site.at('/account'))
      await tab.locator('h1').waitFor()
    }
    await site.auth.kickOut(person.id)
    for (const tab of tabs) await tab.waitForURL(/\/sign-in/)
  })
})

describe('a token that has expired', () => {
  it('A222 is renewed without anybody noticing: one refresh, and the page goes on', async () => {
    const site = await openSite()
    const refreshes: string[] = []
    const page = await site.visitAs(await site.person(), '/account')
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/refresh')) refreshes.push(request.method())
    })
    site.advance(3700)
    const renewed = page.waitForResponse((response) => response.url().endsWith('/v1/refresh'))
    await page.goto(site.at('/account/devices'))
    await renewed
    await page.locator('h1').waitFor()
    await page.waitForLoadState('load')
    expect(page.url()).toBe(site.at('/account/devices'))
    expect(refreshes).toEqual(['POST'])
  })
})

describe('what a tab that is signed in by itself keeps', () => {
  it('A220 is in this tab alone: no cookie, nothing in localStorage, nothing in the address', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account')
    const kept = await page.evaluate<string>('sessionStorage.getItem("ztoken")')
    const { access_token: access, refresh_token: refresh } = JSON.parse(kept)
    expect(access).toMatch(/\./)
    const elsewhere = await page.evaluate<string>(
      'JSON.stringify([localStorage, document.cookie, location.href, document.documentElement.outerHTML])',
    )
    for (const secret of [access, refresh, password]) expect(elsewhere).not.toContain(secret)
    expect(await page.context().cookies()).toEqual([])
    // A reload signs nobody out; another tab of the same browser knows nobody.
    await page.reload()
    await page.locator('h1').waitFor()
    expect(page.url()).toBe(site.at('/account'))
    const other = await page.context().newPage()
    await other.goto(site.at('/account'))
    await other.waitForURL(/\/sign-in/)
  })

  it('A226 listens to no message of another window', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/account')
    const before = await page.evaluate('sessionStorage.getItem("ztoken")')
    await page.evaluate(`for (const data of ['logout', { type: 'logout' }, { access_token: 'x' }, null])
      window.postMessage(data, '*')`)
    await page.reload()
    await page.locator('h1').waitFor()
    expect(await page.evaluate('sessionStorage.getItem("ztoken")')).toBe(before)
  })
})

describe('another site', () => {
  it('A226 cannot show a page in a frame', async () => {
    const site = await openSite()
    const trap = createServer((_request, reply) => {
      reply.setHeader('content-type', 'text/html')
      reply.end(`<iframe src="${site.at('/sign-in')}"></iframe>`)
    })
    await new Promise<void>((listening) => trap.listen(0, '127.0.0.1', listening))
    onTestFinished(() => void trap.close())
    const page = await (await strangersBrowser()).newPage()
    const refusals: string[] = []
    page.on('console', (message) => refusals.push(message.text()))
    await page.goto(`http://127.0.0.1:${(trap.address() as AddressInfo).port}/`)
    await page.waitForLoadState('networkidle')
    expect(refusals.join()).toContain('frame-ancestors')
    const frame = page.frames().at(-1)
    expect(await frame?.locator('input').count()).toBe(0)
  })
})
