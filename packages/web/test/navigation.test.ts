import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, useChromium } from './browser.ts'

useChromium()

/** Opens a menu, goes down so many items and chooses, with keys alone. */
async function choose(page: Page, menu: Locator, steps: number): Promise<void> {
  const items = page.getByRole('menuitem')
  const place = (): Promise<number> =>
    items.evaluateAll((all) => all.findIndex((one) => one.hasAttribute('data-highlighted')))
  /** A page that is still loading takes the focus to itself, and a menu without it closes. */
  const open = async (): Promise<void> => {
    await menu.focus()
    await page.keyboard.press('Enter')
    await items.first().waitFor()
  }
  // Which of them is lit when a menu has just opened is the browser's matter; a key that comes before
  // the menu listens is lost.
  await expect
    .poll(async () => {
      if ((await items.count()) === 0) await open()
      const at = await place()
      if (at !== steps) await page.keyboard.press(at > steps ? 'ArrowUp' : 'ArrowDown')
      return place()
    })
    .toBe(steps)
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

describe.each(languages)('the navigation (%s)', (language) => {
  it('shows where one is, on a phone and on the pages below a page as well', async () => {
    const site = await openSite()
    const { id } = await site.person()
    const administrator = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(administrator, '/account', {
      language,
      width: 360,
      height: 740,
    })
    for (const [path, target] of [
      ['/account/data', '/account/data'],
      ['/admin/users', '/admin/users'],
      [`/admin/users/${id}`, '/admin/users'],
      ['/admin/metrics', '/admin/metrics'],
    ] as const) {
      await page.goto(site.at(path))
      const current = page.locator('nav .current')
      await expect.poll(() => current.count(), { message: path }).toBe(1)
      expect(await current.getAttribute('href'), path).toBe(`/app${target}`)
      await expect
        .poll(
          async () => {
            const box = await current.boundingBox()
            return box !== null && box.x >= 0 && box.x + box.width <= 360
          },
          { message: path },
        )
        .toBe(true)
    }
  })

  it('leads everywhere by keyboard alone, and past itself to the page', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/account', { language })
    await page.goto(site.at('/account/devices'))
    await page.locator('h1').waitFor()
    // The first stop leads past the bar and the navigation.
    const first = page.locator('a, button').first()
    await first.focus()
    expect(await first.getAttribute('class')).toBe('skip')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    // The menu of the one who is signed in: open, go down, choose.
    const menu = page.locator('header .menu-trigger').last()
    await choose(page, menu, 1)
    await page.waitForURL(site.at('/account/security'))
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    await choose(page, menu, 4)
    await page.waitForURL(/\/sign-in/)
  })
})

it('a language and an appearance are chosen by keyboard and kept', async () => {
  const site = await openSite()
  const page = await site.visit('/sign-in', { language: 'zh-CN' })
  await page.locator('h1').waitFor()
  for (const [menu, steps] of [
    [0, 1],
    [1, 2],
  ] as const) {
    await choose(page, page.locator('header .menu-trigger').nth(menu), steps)
  }
  for (let visit = 0; visit < 2; visit += 1) {
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.reload()
  }
})
