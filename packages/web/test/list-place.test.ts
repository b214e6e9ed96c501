import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openSite, type Site, useChromium } from './browser.ts'

useChromium()

async function addPeople(site: Site, count: number): Promise<void> {
  const adding = site.auth.createImport({ dryRun: false })
  for (let n = 0; n < count; n += 1) {
    const digits = String(n).padStart(8, '0')
    const profile = { avatar: null, intro: null, level: n }
    const row = { id: `a${digits}`, phone: `150${digits}`, passwordHash: null, ...profile }
    expect(await adding.add({ ...row, name: `person ${n}` })).toBe('added')
  }
}

const scrolled = (page: Page): Promise<number> => page.evaluate<number>('scrollY')
const rows = (page: Page): Promise<number> => page.locator('tbody tr').count()

/** Goes to somebody far down, whom only a third page has. */
async function goFarDown(page: Page): Promise<{ y: number }> {
  for (const shown of [50, 100, 120]) {
    await page
      .locator('tbody tr')
      .nth(shown - 1)
      .waitFor()
    expect(await rows(page)).toBe(shown)
    if (shown < 120) await page.getByRole('button', { name: 'Load more' }).click()
  }
  const link = page.getByRole('link', { name: 'person 105', exact: true })
  await link.scrollIntoViewIfNeeded()
  const y = await scrolled(page)
  expect(y).toBeGreaterThan(1000)
  await link.click()
  await page.getByRole('heading', { name: 'person 105', level: 1 }).waitFor()
  return { y }
}

async function expectPlace(page: Page, { y }: { y: number }): Promise<void> {
  await page.locator('tbody a:focus', { hasText: 'person 105' }).waitFor()
  await expect.poll(() => scrolled(page)).toBe(y)
  expect(await rows(page)).toBe(120)
}

describe('whoever comes back to the users', () => {
  it('finds them as they left them: the search, so many, the place, the focus', async () => {
    const site = await openSite()
    await addPeople(site, 120)
    const admin = await site.person({ name: 'zz', permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/users?search=person&order=oldest')
    const place = await goFarDown(page)
    await page.goBack()
    await expectPlace(page, place)
    expect(new URL(page.url()).searchParams.get('search')).toBe('person')
    expect(await page.locator('input[name=search]').inputValue()).toBe('person')

    // By the link on the page as well, and after a change, which is seen.
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'person 105', level: 1 }).waitFor()
    await site.auth.ban('a00000105')
    await page.getByRole('link', { name: '← Users' }).click()
    await expectPlace(page, place)
    await page.locator('tr', { hasText: 'person 105' }).getByText('Banned').waitFor()

    // And where the page is loaded anew.
    await page.reload()
    await expectPlace(page, place)

    // Whoever goes there anew begins at the beginning.
    await page.locator('nav a[href$="/admin/users"]').click()
    await page.locator('tbody tr').nth(49).waitFor()
    await expect.poll(() => rows(page)).toBe(50)
    expect(await scrolled(page)).toBe(0)
  })

  it('finds the list also where the one they looked at is gone', async () => {
    const site = await openSite()
    await addPeople(site, 120)
    const admin = await site.person({ name: 'zz', permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/users?search=person&order=oldest')
    await goFarDown(page)
    await page.getByRole('button', { name: 'Delete user' }).click()
    await page.locator('input[name=confirmation]').fill('+8615000000105')
    await page.keyboard.press('Enter')
    await page.waitForURL(/search=person/)
    await page.locator('tbody tr').nth(118).waitFor()
    expect(await rows(page)).toBe(119)
    expect(await page.getByRole('link', { name: 'person 105', exact: true }).count()).toBe(0)
  })
})

describe('whoever comes back to the audit', () => {
  it('finds the entries as they left them, and the link they went by', async () => {
    const site = await openSite()
    await addPeople(site, 1)
    const admin = await site.person({ name: 'zz', permissions: ['*'] })
    for (let n = 0; n < 60; n += 1) await site.auth.ban('a00000000', { reason: `reason ${n}` })
    const page = await site.visitAs(admin, '/admin/audit?event=user_banned')
    await page.getByRole('button', { name: 'Load more' }).click()
    await page.locator('tbody tr').nth(59).waitFor()
    const row = page.locator('tr', { hasText: 'reason 3' }).last()
    await row.scrollIntoViewIfNeeded()
    const y = await scrolled(page)
    await row.getByRole('link').click()
    await page.locator('h1').filter({ hasText: 'person 0' }).waitFor()
    await page.goBack()
    await row.locator(':focus').waitFor()
    expect(await rows(page)).toBe(60)
    await expect.poll(() => scrolled(page)).toBe(y)
    expect(new URL(page.url()).searchParams.get('event')).toBe('user_banned')
  })
})
