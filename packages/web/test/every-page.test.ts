import { describe, expect, it } from 'vitest'
import { routes } from '../src/app/routes.ts'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

/** What somebody may have called themselves: markup, both directions, no space to break at. */
const name = '<b>张三</b> 👩‍👩‍👧 شخص ما'
const longest = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2).slice(0, 64)

const namedPaths = routes.flatMap(({ name, path }) => (typeof name === 'string' ? [path] : []))
const isPublic = (path: string): boolean => !/^\/(account|admin)/.test(path)
const addressOf = (path: string, id: string): string =>
  path.replace(':id', id).replace('/:rest(.*)*', '/no/such/page')

async function opened(): Promise<Site> {
  const site = await openSite()
  await site.person({ name: longest })
  return site
}

describe.each(languages)('every page (%s)', (language) => {
  it('has one heading, no serious fault for axe in light and dark, and fits a phone', async () => {
    const site = await opened()
    const somebody = await site.person({ name })
    const administrator = await site.person({ name: longest, permissions: ['*'] })
    const outside = await site.visit('/sign-in', { language })
    const inside = await site.visitAs(administrator, '/account', { language })
    for (const path of namedPaths) {
      // The start is a way to one of the others.
      if (path === '/') continue
      const page = isPublic(path) ? outside : inside
      await page.goto(site.at(addressOf(path, somebody.id)))
      await page.locator('h1').waitFor()
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
      expect(await page.locator('h1').count(), path).toBe(1)
      expect(await page.title(), path).toMatch(/\S · ztoken$/)
      await expectAccessible(page)
      await expectFitsPhone(page)
    }
  }, 300_000)
})

it('a page for administrators shows nothing to others, and says so', async () => {
  const site = await openSite()
  const page = await site.visitAs(await site.person(), '/account')
  for (const path of namedPaths.filter((one) => one.startsWith('/admin'))) {
    await page.goto(site.at(addressOf(path, 'somebody')))
    await page.getByRole('heading', { name: 'Permission denied' }).waitFor()
    expect(await page.getByRole('navigation').getByText('Users').count()).toBe(0)
  }
})
