import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const permissions = ['figures:read', 'user:read', 'audit:read']

/** A site whose clock is days behind, until it catches up. */
async function openBehind(days: number): Promise<Site & { catchUp(): void }> {
  let behind = days * 86_400_000
  const site = await openSite({
    clock: () => Date.now() - behind,
    monotonic: () => performance.now() + 7 * 86_400_000 - behind,
  })
  return {
    ...site,
    catchUp() {
      behind = 0
    },
  }
}

/** Wrong guesses at accounts that nobody has, each from somewhere else. */
async function fail(site: Site, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const phone = `1370000${String(n).padStart(4, '0')}`
    const address = `198.51.100.${n}`
    await site.auth.login({ phone, password: 'a wrong guess' }, { address }).catch(() => {})
  }
}

describe.each(languages)('the overview (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('shows the days in tiles, plots, words and a table, read by mouse and keyboard', async () => {
    const site = await openBehind(3)
    await site.person()
    await fail(site, 2)
    site.catchUp()
    const admin = await site.person({ permissions })
    const banned = await site.person()
    await site.auth.ban(banned.id)
    await site.auth.sweep()
    const page = await site.visitAs(admin, '/admin/overview', { language })
    await page.getByRole('heading', { name: said('Overview', '概览'), level: 1 }).waitFor()
    const tile = (name: string) => page.locator('.tile', { hasText: name }).locator('dd').first()
    await expect.poll(() => tile(said('Banned now', '封禁中')).textContent()).toMatch(/^\s*1?.*1/)
    expect(await tile(said('Registrations, 30', '近 30 天注册')).textContent()).toBe('3')
    expect(await tile(said('Failed sign-ins, 30', '近 30 天登录失败')).textContent()).toBe('2')

    const name = said('Registrations', '注册')
    const card = page.getByRole('region', { name, exact: true })
    const plot = card.getByRole('slider', { name, exact: true })
    const value = card.locator('dl dd')
    expect(await value.textContent()).toBe('2')
    await plot.focus()
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowLeft')
    expect(await value.textContent()).toBe('1')
    expect(await plot.getAttribute('aria-valuetext')).toMatch(new RegExp(`${name} 1$`))
    await page.keyboard.press('End')
    expect(await value.textContent()).toBe('2')
    await page.keyboard.press('Home')
    expect(await value.textContent()).toBe('0')
    await page.keyboard.press('Tab')
    expect(await value.textContent()).toBe('2')
    const box = await plot.boundingBox()
    if (box === null) throw new Error('no plot is to be seen')
    await page.mouse.move(box.x + 52, box.y + 40)
    await expect.poll(() => value.textContent()).toBe('0')
    await page.mouse.move(0, 0)
    await expect.poll(() => value.textContent()).toBe('2')

    await card.getByText(said('As a table', '以表格显示')).click()
    await expect.poll(() => card.locator('tbody tr').count()).toBe(30)
    expect(await card.locator('tbody td').nth(3).textContent()).toContain('1')
    await expectAccessible(page)
    await expectFitsPhone(page)

    await page.getByRole('link', { name: said('7 days', '7 天') }).click()
    await page.waitForURL(site.at('/admin/overview?days=7'))
    await expect.poll(() => card.locator('tbody tr').count()).toBe(7)
    await page.goBack()
    await expect.poll(() => card.locator('tbody tr').count()).toBe(30)
    await page.goto(site.at('/admin/overview?days=<b>'))
    await card.getByText(said('As a table', '以表格显示')).click()
    await expect.poll(() => card.locator('tbody tr').count()).toBe(30)
  })
})

describe('the overview', () => {
  it('says where far more sign-ins fail today than in the week before, and leads to them', async () => {
    const site = await openBehind(1)
    const admin = await site.person({ permissions })
    await fail(site, 7)
    site.catchUp()
    await fail(site, 25)
    await site.auth.sweep()
    const page = await site.visitAs(admin, '/admin/overview')
    await page
      .getByText('25 sign-ins have failed today; over the last 7 days it was 1 a day.')
      .waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'See these entries' }).click()
    await page.waitForURL(/\/admin\/audit\?/)
    await page.locator('tbody tr').first().waitFor()
  })

  it('shows whoever may not see users nothing of them, and is refused without its permission', async () => {
    const site = await openSite()
    const watcher = await site.person({ permissions: ['figures:read'] })
    const page = await site.visitAs(watcher, '/admin/overview')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.reload()
    await page.locator('canvas').first().waitFor()
    expect(await page.getByText('Banned now').count()).toBe(0)
    expect(asked.filter((path) => path === '/v1/users')).toEqual([])
    const nobody = await site.visitAs(await site.person(), '/admin/overview')
    await nobody.getByRole('heading', { name: 'Permission denied' }).waitFor()
  })
})
