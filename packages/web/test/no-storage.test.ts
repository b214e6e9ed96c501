import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

/** Scripts that take something from a page before its own begin. */
const browsers: Readonly<Record<string, () => void>> = {
  'blocks what sites keep': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    }
  },
  'has null in the place of a storage': () => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, { value: null })
    }
  },
  'is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  },
  'forgets what it was told to keep': () => {
    Storage.prototype.setItem = () => {}
  },
  'forbids channels and locks as well': () => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    }
    Object.defineProperty(window, 'BroadcastChannel', {
      value: class {
        constructor() {
          throw new DOMException('denied', 'SecurityError')
        }
      },
    })
    Object.defineProperty(LockManager.prototype, 'request', {
      value: () => Promise.reject(new DOMException('denied', 'SecurityError')),
    })
  },
}

async function tabIn(context: BrowserContext, take: () => void, address: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(take)
  await page.goto(address)
  return page
}

describe('a browser that keeps nothing for sites (F44)', () => {
  it.each(Object.entries(browsers))(
    '%s: the pages work, and say that a reload signs out',
    async (_name, take) => {
      const site = await openSite()
      const { phone } = await site.person({ permissions: ['*'] })
      const page = await tabIn(
        await site.browser(),
        take,
        site.at('/sign-in?next=/account/devices'),
      )
      await signIn(page, phone)
      await page.waitForURL(site.at('/account/devices'))
      await page.getByText('reloading the page signs you out').waitFor()

      // Whatever was chosen holds while the page is open.
      await page.getByRole('button', { name: 'Appearance' }).click()
      await page.getByText('Dark').click()
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
      for (const [link, heading] of [
        ['Users', 'Users'],
        ['Audit', 'Audit'],
        ['Profile', 'Profile'],
      ] as const) {
        await page.getByRole('navigation').getByRole('link', { name: link }).click()
        await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
      }
      // A new access token is had without a storage, too.
      site.advance(3700)
      await page.getByRole('navigation').getByRole('link', { name: 'Devices' }).click()
      await page.getByText('This device').first().waitFor()

      await page.reload()
      await page.waitForURL(/sign-in/)
      await page.locator('form').waitFor()
    },
  )

  it.each(languages)('the notice is read and fits a phone (%s)', async (language) => {
    const site = await openSite()
    const take = browsers['blocks what sites keep'] ?? (() => {})
    const page = await tabIn(await site.browser({ language }), take, site.at('/sign-in'))
    const words = language === 'en' ? 'reloading the page' : '刷新页面后需要重新登录'
    await page.getByRole('status').filter({ hasText: words }).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
  })

  it('has room for a little alone: the pages work, and a reload signs nobody out', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const take = (): void => {
      const { setItem } = Storage.prototype
      Storage.prototype.setItem = function put(name, text) {
        if (text.length > 64) throw new DOMException('full', 'QuotaExceededError')
        setItem.call(this, name, text)
      }
    }
    const page = await tabIn(await site.browser(), take, site.at('/sign-in'))
    await signIn(page, phone)
    await page.waitForURL(site.at('/account'))
    await page.reload()
    await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor()
    expect(await page.getByText('reloading the page').count()).toBe(0)
  })

  it('a browser that keeps things says nothing of it, and a reload signs nobody out', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in')
    await signIn(page, phone)
    await page.waitForURL(site.at('/account'))
    await page.reload()
    await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor()
    expect(await page.getByText('reloading the page').count()).toBe(0)
  })
})
