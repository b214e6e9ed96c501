import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, signIn, useChromium } from './browser.ts'

useChromium()

const widths = [360, 721, 768, 820, 900, 1024, 1440]
const longest = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2).slice(0, 64)

/**
 * What of a page does not lie where it can be seen: beside the window, beside its own table, or cut
 * off by what it stands in. The line of links on a phone scrolls by intention, and so does code.
 */
const beyond = `(() => {
  const found = []
  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push('the page is ' + scrollWidth + ' wide')
  const isMeant = (one) => one.closest('pre, .visually-hidden, svg, [role=application]') !== null
  for (const one of document.querySelectorAll('main *')) {
    const { left, right, width } = one.getBoundingClientRect()
    if (width === 0 || isMeant(one)) continue
    if (getComputedStyle(one.closest('thead') ?? one).position === 'absolute') continue
    const words = one.tagName.toLowerCase() + ' "' + (one.textContent ?? '').trim().slice(0, 40) + '"'
    if (left < -0.5 || right > clientWidth + 0.5) found.push(words + ' is beside the window')
    const { display, overflowX } = getComputedStyle(one)
    if (display !== 'inline' && !one.matches('input, textarea, select') && one.scrollWidth > one.clientWidth + 1)
      found.push(words + (overflowX === 'visible' ? ' is too wide' : ' is cut off'))
  }
  for (const cell of document.querySelectorAll('main td, main th')) {
    const table = cell.closest('table').getBoundingClientRect()
    const { left, right, width } = cell.getBoundingClientRect()
    if (getComputedStyle(cell.closest('thead') ?? cell).position === 'absolute') continue
    if (left < table.left - 0.5 || right > table.right + 0.5) found.push('a cell is beside its table')
    const copy = cell.cloneNode(true)
    for (const unseen of copy.querySelectorAll('.visually-hidden')) unseen.remove()
    const text = copy.textContent.trim()
    const hasWords = text.length > 10 && cell.querySelector('button') === null
    if (width < 88 && hasWords) found.push('a cell is squeezed: ' + text)
  }
  return [...new Set(found)]
})()`

async function expectEverythingSeen(page: Page, path: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate<string[]>(beyond), `${path} at ${width}`).toEqual([])
  }
}

async function opened(): Promise<{ site: Site; admin: string; other: string }> {
  const site = await openSite({ format: 'public' })
  const admin = await site.person({ name: longest, permissions: ['*'] })
  const other = await site.person({ name: '李四' })
  const roles = [longest.toLowerCase(), 'editor', 'support']
  for (const name of roles) {
    await site.auth.putRole({ name, permissions: ['article:'.repeat(15).slice(0, -1)] })
  }
  await site.auth.updateManagedUser(other.id, { roles, level: 5 })
  const device = 'Samsung Internet · HarmonyOS (a device of a long name)'
  const address = '2001:db8:85a3:8d3:1319:8a2e:370:7348'
  await site.auth.signIn(other.id, { device, address })
  await site.auth.ban(other.id, { reason: longest })
  await site.auth.unban(other.id)
  await site.auth.signIn(other.id, { device, address })
  return { site, admin: admin.phone, other: other.id }
}

describe.each(languages)('at every width everything of a page can be seen (%s)', (language) => {
  it('users, audit, roles, keys, devices, and somebody’s page', async () => {
    const { site, admin, other } = await opened()
    const page = await site.visit('/sign-in', { language })
    await signIn(page, admin)
    await page.waitForURL(site.at('/account'))
    for (const path of [
      '/admin/users',
      '/admin/audit',
      '/admin/roles',
      '/admin/keys',
      '/account/devices',
      `/admin/users/${other}`,
    ]) {
      await page.goto(site.at(path))
      await page.locator('h1').waitFor()
      await page.locator('main :is(td, li, h2)').first().waitFor()
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
      await expectEverythingSeen(page, path)
    }
  }, 120_000)
})
