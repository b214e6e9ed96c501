import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const devicesFile = /assets\/DevicesPage-[^/]*\.js/
const textsFile = /assets\/en-[^/]*\.js/
const gone = { status: 404, contentType: 'text/plain', body: 'gone' }

/** How often the document of the pages is loaded from now on. */
function documentsOf(context: BrowserContext): string[] {
  const loaded: string[] = []
  context.on('request', (request) => {
    if (request.isNavigationRequest()) loaded.push(new URL(request.url()).pathname)
  })
  return loaded
}

/** A file that the pages of before ask for, and those that are loaded anew do not. */
async function upgrade(page: Page, file: RegExp, loaded: readonly string[]): Promise<void> {
  const before = loaded.length
  await page.route(file, (route) =>
    loaded.length === before ? route.fulfill(gone) : route.continue(),
  )
}

const toDevices = (page: Page): Promise<void> =>
  page.locator('nav a[href$="/account/devices"]').click()

async function opened(language: (typeof languages)[number] = 'en') {
  const site = await openSite()
  const page = await site.visitAs(await site.person(), '/account', { language })
  await page.locator('h1').waitFor()
  return { site, page, loaded: documentsOf(page.context()) }
}

describe.each(languages)('a page that cannot be loaded, since nobody answers (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is said to be that, and comes once somebody does', async () => {
    const { site, page } = await opened(language)
    await page.context().setOffline(true)
    await toDevices(page)
    const words = said('the server does not answer', '服务器没有响应')
    const alert = page.getByRole('alert').filter({ hasText: words })
    await alert.waitFor()
    const again = alert.getByRole('button', { name: said('Try again', '重试') })
    await expect.poll(() => again.evaluate((one) => one === document.activeElement)).toBe(true)
    // What was there is still there.
    expect(page.url()).toBe(site.at('/account'))
    await page.locator('h1').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await again.click()
    await expect.poll(() => again.getAttribute('aria-busy')).toBe(null)
    await alert.waitFor()
    await page.context().setOffline(false)
    await again.click()
    await page.waitForURL(site.at('/account/devices'))
    await page.locator('h1').waitFor()
    expect(await alert.count()).toBe(0)
  })
})

describe('a page whose file went with an upgrade', () => {
  it('is found by loading its address anew, by itself', async () => {
    const { site, page, loaded } = await opened()
    await upgrade(page, devicesFile, loaded)
    await toDevices(page)
    await page.getByText('This device').first().waitFor()
    expect(page.url()).toBe(site.at('/account/devices'))
    expect(loaded).toEqual(['/app/account/devices'])
    // The next upgrade is another one.
    await upgrade(page, /assets\/SecurityPage-[^/]*\.js/, loaded)
    await page.locator('nav a[href$="/account/security"]').click()
    await page.locator('input[name=new_password]').waitFor()
    expect(loaded).toEqual(['/app/account/devices', '/app/account/security'])
  })

  it('and is missing still is loaded anew once, never in a loop, and is said to be missing', async () => {
    const { page, loaded } = await opened()
    await page.route(devicesFile, (route) => route.fulfill(gone))
    await toDevices(page)
    const alert = page.getByRole('alert').filter({ hasText: 'upgraded' })
    await alert.waitFor()
    expect(loaded).toEqual(['/app/account/devices'])
    await expectAccessible(page)
    // Another page is there, and this one once its file is.
    await page.locator('header .brand').click()
    await page.locator('input[name=name]').waitFor()
    expect(await alert.count()).toBe(0)
    await page.unroute(devicesFile)
    await toDevices(page)
    await page.getByText('This device').first().waitFor()
  })

  it('is asked for where the browser keeps nothing: loading it anew signs out', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const context = await site.browser()
    await context.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', { value: null })
    })
    const page = await context.newPage()
    await page.goto(site.at('/sign-in'))
    await signIn(page, phone)
    await page.waitForURL(site.at('/account'))
    const loaded = documentsOf(context)
    await upgrade(page, devicesFile, loaded)
    await toDevices(page)
    const alert = page.getByRole('alert').filter({ hasText: 'upgraded' })
    await alert.waitFor()
    expect(loaded).toEqual([])
    await alert.getByRole('button').click()
    await page.waitForURL(site.at('/sign-in?next=/account/devices'))
    expect(loaded).toEqual(['/app/account/devices'])
    await signIn(page, phone)
    await page.getByText('This device').first().waitFor()
  })

  it('is found where it is the first that was asked for, too', async () => {
    const site = await openSite()
    const page = await (await site.browser()).newPage()
    const loaded = documentsOf(page.context())
    await page.route(/assets\/SignInPage-[^/]*\.js/, (route) =>
      loaded.length < 2 ? route.fulfill(gone) : route.continue(),
    )
    await page.goto(site.at('/sign-in?next=/account/devices'))
    await page.locator('input[name=phone]').waitFor()
    expect(loaded).toEqual(['/app/sign-in', '/app/sign-in'])
    expect(new URL(page.url()).search).toBe('?next=/account/devices')
  })
})

describe('what is not a page, and does not come', () => {
  it('texts: that much is said in both languages', async () => {
    const site = await openSite()
    const page = await (await site.browser()).newPage()
    await page.route(textsFile, (route) => route.abort('internetdisconnected'))
    await page.goto(site.at('/sign-in'))
    await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor()
    await page.unroute(textsFile)
    await page.getByRole('button').click()
    await page.locator('input[name=phone]').waitFor()
  })

  it('what one may do: the pages that may be missing are mentioned, and come', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/account')
    await page.getByRole('link', { name: 'Users' }).waitFor()
    await page.route(/v1\/me\/permissions/, (route) => route.abort('internetdisconnected'))
    await page.reload()
    const notice = page.getByText('What you may do here could not be found out')
    await notice.waitFor()
    await expectAccessible(page)
    await page.unroute(/v1\/me\/permissions/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Users' }).waitFor()
    expect(await notice.count()).toBe(0)
  })
})

describe('what the server says of itself', () => {
  it('is asked for once, however many pages want it', async () => {
    const site = await openSite()
    const page = await (await site.browser()).newPage()
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/about')) asked.push(page.url())
    })
    await page.goto(site.at('/'))
    await page.getByRole('link', { name: 'Register' }).click()
    await page.waitForURL(site.at('/register'))
    await page.locator('input[name=name]').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Register' }).waitFor()
    expect(asked).toHaveLength(1)
  })

  it('is asked for again where it was not answered', async () => {
    const site = await openSite()
    const page = await (await site.browser()).newPage()
    await page.route(/v1\/about/, (route) => route.abort('internetdisconnected'))
    await page.goto(site.at('/sign-in'))
    await page.locator('input[name=phone]').waitFor()
    expect(await page.getByRole('link', { name: 'Register' }).count()).toBe(0)
    await page.unroute(/v1\/about/)
    await page.locator('header .brand').click()
    await page.getByRole('link', { name: 'Register' }).waitFor()
  })
})
