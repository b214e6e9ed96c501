import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumFlags, ensureChromium } from '../../../scripts/ensure-chromium.ts'
import { openSite, type Site, signIn, useChromium } from './browser.ts'

useChromium()

let browser: Browser

beforeAll(async () => {
  if (process.env.CHROMIUM === undefined) return
  browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
    // Playwright turns the cache of pages off that browsers keep for the way back.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
})
afterAll(() => browser?.close())

/** What somebody sees in the first picture of a page that is shown, before and after it is taken up. */
const watchFirstPicture = `
  addEventListener('pageshow', ({ persisted }) => {
    requestAnimationFrame(() => {
      globalThis.first = location.pathname.startsWith('/app/') && { persisted, text: document.body?.innerText ?? '' }
    })
  })`

/** By these a browser throws a page out before it is shown again; a site without TLS has no locks. */
const withoutEviction = `
  delete globalThis.BroadcastChannel
  Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })`

async function browserOf(script: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en' })
  onTestFinished(() => context.close())
  await context.addInitScript(script)
  await context.addInitScript(watchFirstPicture)
  return context
}

/** An administrator's page with the name of somebody on it, in the tab's history. */
async function leftBehind(
  site: Site,
  context: BrowserContext,
): Promise<{ page: Page; phone: string }> {
  const admin = await site.person({ name: 'Admin', permissions: ['*'] })
  await site.person({ name: 'Somebody Else' })
  const page = await context.newPage()
  await page.goto(site.at('/sign-in'))
  await signIn(page, admin.phone)
  await page.waitForURL(site.at('/account'))
  // A document that has loaded nothing of the page for signing in.
  await page.goto(site.at('/admin/users'))
  await page.getByText('Somebody Else').waitFor()
  await page.goto(`${site.origin}/v1/about`)
  return { page, phone: admin.phone }
}

interface First {
  readonly persisted: boolean
  readonly text: string
}

async function goBack(page: Page): Promise<First> {
  // Nothing is loaded for a page that comes from the cache.
  await page.evaluate('history.back()').catch(() => {})
  await page.waitForURL(/\/app\//, { waitUntil: 'commit' })
  await expect.poll(() => page.evaluate('globalThis.first').catch(() => null)).toBeTruthy()
  return page.evaluate<First>('globalThis.first')
}

/** Signs out in another tab, as far as this one can tell: the browser is not told to forget pages. */
async function signOutElsewhere(site: Site, context: BrowserContext): Promise<void> {
  const other = await context.newPage()
  await other.route('**/v1/logout', async (route) => {
    const response = await route.fetch()
    const { 'clear-site-data': _, ...headers } = response.headers()
    await route.fulfill({ response, headers })
  })
  await other.goto(site.at('/account/devices'))
  await other.getByText('This device', { exact: true }).waitFor()
  await other.getByRole('button', { name: 'Account menu' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.waitForURL(/sign-in/)
  await other.close()
}

/** No load event tells of what came from the cache. */
const atSignIn = (page: Page) => page.waitForURL(/sign-in/, { waitUntil: 'commit' })

describe('the way back', () => {
  it('to a page of whoever is still signed in shows it from the cache, and it goes on', async () => {
    const site = await openSite()
    const context = await browserOf('')
    const { page } = await leftBehind(site, context)
    const first = await goBack(page)
    expect(first.persisted).toBe(true)
    expect(first.text).toContain('Somebody Else')
    await page.getByRole('link', { name: 'Audit', exact: true }).click()
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor()
  })

  it.each([
    ['as browsers are', ''],
    ['where the page comes from the cache', withoutEviction],
  ])(
    'A099 shows nothing of before once somebody has signed out in another tab: %s',
    async (how, script) => {
      const site = await openSite()
      const context = await browserOf(script)
      const { page } = await leftBehind(site, context)
      await signOutElsewhere(site, context)
      const first = await goBack(page)
      if (script !== '') expect(first.persisted, how).toBe(true)
      expect(first.text).not.toMatch(/Somebody Else|Admin|139/)
      await atSignIn(page)
      expect(await page.evaluate('document.body.innerText')).not.toMatch(/Somebody Else/)
    },
  )

  it('leads through no page of before after signing out in the same tab', async () => {
    const site = await openSite()
    const context = await browserOf('')
    const { page } = await leftBehind(site, context)
    await page.goto(site.at('/account'))
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/sign-in/)
    await page.evaluate('history.back()').catch(() => {})
    await page.waitForURL(/about/, { waitUntil: 'commit' })
    const first = await goBack(page)
    expect(first.text).not.toMatch(/Somebody Else|Admin/)
    await atSignIn(page)
    expect(await page.evaluate('document.body.innerText')).not.toMatch(/Somebody Else/)
  })

  it('signs out of a page whose session was ended meanwhile', async () => {
    const site = await openSite()
    const context = await browserOf('')
    const { page, phone } = await leftBehind(site, context)
    await site.auth.kickOut((await site.auth.findUser(phone))?.id ?? '')
    expect((await goBack(page)).persisted).toBe(true)
    await atSignIn(page)
  })
})
